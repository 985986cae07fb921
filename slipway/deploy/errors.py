"""Messages for errors of AWS's APIs during a deployment."""

from collections.abc import Iterator
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from lambda_release.errors import ReleaseError
from lambda_release.errors import explain as explain_release
from slipway.aws.errors import describe, has_old_secret
from slipway.errors import SlipwayError


@contextmanager
def explain_errors(subject: str) -> Iterator[None]:
    """Turn errors of a release, of boto3 and the file system into messages of one line.

    Args:
        subject: the name of the function that is deployed, for `explain`.

    Raises:
        SlipwayError: a ReleaseError, ClientError, BotoCoreError, Boto3Error or OSError was raised.
    """
    try:
        yield
    except (ReleaseError, ClientError, BotoCoreError, Boto3Error, OSError) as error:
        raise SlipwayError(explain(error, subject)) from error


def explain(error: Exception, subject: str) -> str:
    """Return the message for an error; it says so when someone else changed the function in the meantime."""
    is_of_release = isinstance(error, ClientError) and not has_old_secret(error)
    return explain_release(error, subject) if is_of_release else describe(error)
