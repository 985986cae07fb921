"""The exceptions that end a build."""


class PhaseError(Exception):
    """A phase of a build failed.

    Attributes:
        code: the status code of the phase's context, e.g. ``COMMAND_EXECUTION_ERROR``.
        message: the message of the phase's context.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class BuildInterruptedError(Exception):
    """A build was stopped, or has timed out, during a phase.

    Attributes:
        status: ``STOPPED`` or ``TIMED_OUT``.
    """

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status
