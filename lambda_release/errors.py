"""Errors of a release, and messages for those of Lambda."""

from botocore.exceptions import ClientError

# https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html#API_UpdateFunctionCode_Errors
_UNSIGNED = {"CodeVerificationFailedException", "InvalidCodeSignatureException"}


class ReleaseError(Exception):
    """A function can't be released. The message is one line for the user."""


class AliasMovedError(ReleaseError):
    """Someone else moved the alias in the meantime."""


class OwnerError(ReleaseError):
    """The function is released by another pipeline, or by the command line."""


def explain(error: Exception, subject: str) -> str:
    """Return the message for an error; it says so when someone else changed the function in the meantime.

    Args:
        error: raised during a release.
        subject: the name of the function.
    """
    if isinstance(error, ClientError) and is_conflict(error):
        return f"{subject} was changed by someone else meanwhile; deploy again. Lambda says: {error}"
    if isinstance(error, ClientError) and error.response["Error"]["Code"] in _UNSIGNED:
        return (
            f"{subject} takes signed packages only, and a release doesn't sign them: take the code signing "
            f"configuration off the function, or set its policy to Warn. Lambda says: {error}"
        )
    return str(error)


def is_conflict(error: BaseException | None) -> bool:
    """Return whether an error of a release means that someone else changed the function in the meantime."""
    if not isinstance(error, ClientError):
        return isinstance(error, AliasMovedError)
    conflicts = {"PreconditionFailedException", "ResourceConflictException"}
    if error.operation_name == "PublishVersion":
        conflicts.add("InvalidParameterValueException")  # the code of $LATEST has another hash
    return error.response["Error"]["Code"] in conflicts
