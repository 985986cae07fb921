"""The base class of errors that Slipway shows to users."""


class SlipwayError(Exception):
    """An error with a one-line message that names the problem and what to do about it.

    The command line prints the message without a traceback and exits with 1.
    """
