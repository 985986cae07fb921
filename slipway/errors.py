"""The one error that a user of Slipway is meant to read."""


class SlipwayError(Exception):
    """Says in one line what is wrong and what to do about it.

    The command line prints the message without a traceback and exits with 1.
    """
