"""Messages for errors that boto3 raises, with advice."""

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, NoCredentialsError, ProfileNotFound

from slipway.errors import describe_os_error

_HINTS: dict[type[Exception], str] = {
    NoCredentialsError: (
        'no AWS credentials: run `eval "$(slipway env)"` for the local AWS, or log in with the AWS CLI'
    ),
    EndpointConnectionError: (
        '{error}: no response; if this is the local AWS, start it with `make up`, then run `eval "$(make -s env)"`'
    ),
    ProfileNotFound: (
        "{error}, which AWS_PROFILE names: `unset AWS_PROFILE` for the local AWS, or write the name of a profile in "
        "~/.aws/config"
    ),
}


def describe(error: Exception) -> str:
    """Return an error's message, with advice if there is any; an error of botocore is one line."""
    hint = _HINTS.get(type(error))
    if hint:
        return hint.format(error=error)
    if isinstance(error, OSError):
        return describe_os_error(error)
    return " ".join(str(error).split()) if isinstance(error, BotoCoreError | ClientError) else str(error)


def message(error: ClientError) -> str:
    """Return the message of a service on one line, without botocore's text; the code if it has none."""
    details = error.response["Error"]
    return " ".join(details.get("Message", "").split()) or details["Code"]
