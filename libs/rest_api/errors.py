"""Answers that refuse a request."""


class HttpError(Exception):
    """A refusal that the caller is meant to read.

    Attributes:
        status: the HTTP status.
        message: what is wrong, and with what; the answer's ``message``.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
