"""What ends a build."""


class PhaseFailed(Exception):  # noqa: N818 - says what happened to the phase
    """A phase of a build failed.

    Attributes:
        code: the status code of the phase's context, e.g. ``COMMAND_EXECUTION_ERROR``.
        message: goes with it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Ended(Exception):  # noqa: N818 - says what happened to the build
    """A build was ended from outside, in the middle of a phase.

    Attributes:
        status: ``STOPPED`` or ``TIMED_OUT``.
    """

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status
