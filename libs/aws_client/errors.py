"""The errors of a call: those that AWS returned, one class for each code, and lost connections."""

TYPE_CHECKING = False  # typing takes longer to import than this library
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class ClientError(Exception):
    """AWS rejected a call, or failed.

    The attributes are those of botocore's class with this name.

    Attributes:
        response: the members of the error, with ``Error`` (``Code``, ``Message``) and ``ResponseMetadata``.
        operation_name: the operation, e.g. ``GetItem``.
    """

    def __init__(self, response: "Mapping[str, Any]", operation_name: str) -> None:
        error = response.get("Error", {})
        code, message = error.get("Code", "Unknown"), error.get("Message", "Unknown")
        super().__init__(f"An error occurred ({code}) when calling the {operation_name} operation: {message}")
        self.response = response
        self.operation_name = operation_name


class NoResponseError(OSError):
    """AWS could not be reached, or its response was lost: the call may have succeeded.

    Attributes:
        is_timeout: whether a time limit was exceeded.
    """

    def __init__(self, endpoint_url: str, cause: OSError) -> None:
        super().__init__(f"no response from {endpoint_url}: {type(cause).__name__}: {cause}")
        self.is_timeout = isinstance(cause, TimeoutError)


class NoCredentialsError(Exception):
    """The environment has no credentials."""


class _Exceptions:
    """The class of each error code, e.g. ``exceptions.ConditionalCheckFailedException``."""

    def __getattr__(self, code: str) -> type[ClientError]:
        if code.startswith("_"):
            raise AttributeError(code)
        error_class = type(code, (ClientError,), {"__module__": __name__})
        setattr(self, code, error_class)
        return error_class


exceptions = _Exceptions()
"""A class for each error code, as ``client.exceptions`` of boto3. Each is derived from `ClientError`."""


def error_for(response: "Mapping[str, Any]", operation: str) -> ClientError:
    """Return the error of a response, an instance of the class for its code."""
    code: str = response["Error"]["Code"]
    error_class: type[ClientError] = getattr(exceptions, code) if code.isidentifier() else ClientError
    return error_class(response, operation)
