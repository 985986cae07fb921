"""Messages for errors of AWS's APIs during a deployment."""

from collections.abc import Iterator
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from slipway.aws.errors import describe
from slipway.errors import SlipwayError


@contextmanager
def explain_errors(subject: str) -> Iterator[None]:
    """Turn errors of boto3 and the file system into messages of one line.

    Args:
        subject: the name of the function that is deployed, for `explain`.

    Raises:
        SlipwayError: in place of a ClientError, BotoCoreError, Boto3Error or OSError.
    """
    try:
        yield
    except (ClientError, BotoCoreError, Boto3Error, OSError) as error:
        raise SlipwayError(explain(error, subject)) from error


def explain(error: Exception, subject: str) -> str:
    """Return the message for an error; it says so when someone else changed the function in the meantime."""
    if not isinstance(error, ClientError):
        return describe(error)
    conflicts = {"PreconditionFailedException", "ResourceConflictException"}
    if error.operation_name == "PublishVersion":
        conflicts.add("InvalidParameterValueException")  # the code of $LATEST has another hash
    if error.response["Error"]["Code"] in conflicts:
        return f"{subject} was changed by someone else meanwhile; deploy again. Lambda says: {error}"
    return str(error)
