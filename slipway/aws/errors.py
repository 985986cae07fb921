"""What to say of the errors that boto3 raises before AWS has answered."""

from botocore.exceptions import EndpointConnectionError, NoCredentialsError

_HINTS: dict[type[Exception], str] = {
    NoCredentialsError: (
        'no AWS credentials: `eval "$(slipway env)"` leads to the local AWS, a login of the AWS CLI to an account'
    ),
    EndpointConnectionError: (
        "{error}: nothing answers there; if it is the local AWS, `make up` starts it, "
        'and `eval "$(make -s env)"` leads to it'
    ),
}


def describe(error: Exception) -> str:
    """Return what an error says, with what to do about it where that is known."""
    hint = _HINTS.get(type(error))
    return hint.format(error=error) if hint else str(error)
