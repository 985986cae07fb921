"""What all tests of this repository have in common."""

import signal

pytest_plugins = ["pytester", "bootstrap_stack"]

# A shell starts what it puts into the background with SIGINT ignored, as a CI runner may, and every process below
# inherits that: the tests of Ctrl-C need it to arrive.
signal.signal(signal.SIGINT, signal.default_int_handler)
