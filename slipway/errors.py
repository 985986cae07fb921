"""The one error that a user of Slipway is meant to read."""

import operator


class SlipwayError(Exception):
    """Says in one line what is wrong and what to do about it.

    The command line prints the message without a traceback and exits with 1.
    """


# As `__tracebackhide__` of a module, it has pytest leave the module's frames out of a failure by a SlipwayError, whose
# message is all that the reader of a test needs; `--full-trace` shows them:
# https://docs.pytest.org/en/stable/example/simple.html#writing-well-integrated-assertion-helpers
hide_frames = operator.methodcaller("errisinstance", SlipwayError)
