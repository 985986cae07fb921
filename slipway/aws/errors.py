"""Advice for errors that boto3 raises when it gets no response from AWS."""

from botocore.exceptions import EndpointConnectionError, NoCredentialsError

_HINTS: dict[type[Exception], str] = {
    NoCredentialsError: (
        'no AWS credentials: run `eval "$(slipway env)"` for the local AWS, or log in with the AWS CLI'
    ),
    EndpointConnectionError: (
        '{error}: no response; if this is the local AWS, start it with `make up`, then run `eval "$(make -s env)"`'
    ),
}


def describe(error: Exception) -> str:
    """Return an error's message, with advice if there is any."""
    hint = _HINTS.get(type(error))
    return hint.format(error=error) if hint else str(error)
