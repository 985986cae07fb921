"""Options for the sessions of pytest that tests start."""

# The plugins of hypothesis and anyio, which are installed for other tests, import for most of a second in each session.
WITHOUT_OTHER_PLUGINS = "-p no:hypothesispytest -p no:anyio"
