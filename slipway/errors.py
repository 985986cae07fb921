"""The base class of errors that Slipway shows to users."""

import operator


class SlipwayError(Exception):
    """An error with a one-line message that names the problem and what to do about it.

    The command line prints the message without a traceback and exits with 1.

    Attributes:
        details: lines that the command line prints below the message, such as the output of a program.
    """

    details: str = ""


def describe_os_error(error: OSError) -> str:
    """Return the system's message with the file, as the command line prints it: without the number of the error."""
    if not error.strerror:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror


# As `__tracebackhide__` of a module, it has pytest leave the module's frames out of a failure by a SlipwayError, whose
# message is enough for the reader of a test; `--full-trace` shows them:
# https://docs.pytest.org/en/stable/example/simple.html#writing-well-integrated-assertion-helpers
hide_frames = operator.methodcaller("errisinstance", SlipwayError)
