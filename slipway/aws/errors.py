"""Messages for errors that boto3 raises, with advice."""

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, NoCredentialsError, ProfileNotFound

from slipway.aws.advice import NO_CREDENTIALS, UNKNOWN_PROFILE
from slipway.aws.target import Target

_HINTS: dict[type[Exception], str] = {
    NoCredentialsError: NO_CREDENTIALS,
    EndpointConnectionError: (
        '{error}: no response; if this is the local AWS, start it with `make up`, then run `eval "$(make -s env)"`'
    ),
    ProfileNotFound: f"{{error}}, which AWS_PROFILE names: {UNKNOWN_PROFILE}",
}

_WRONG_SECRET = {"InvalidSignatureException", "SignatureDoesNotMatch"}


def describe(error: Exception) -> str:
    """Return an error's message, with advice if there is any; an error of botocore is one line."""
    hint = _HINTS.get(type(error))
    if hint:
        return hint.format(error=error)
    if has_old_secret(error):
        return 'the local AWS has had another secret since it was started: run `eval "$(slipway env)"` again'
    return " ".join(str(error).split()) if isinstance(error, BotoCoreError | ClientError) else str(error)


def has_old_secret(error: Exception) -> bool:
    """Return whether the local AWS refused the secret in the environment variables, which it changes when it starts."""
    if not isinstance(error, ClientError) or not Target.from_environment().is_local:
        return False
    return error.response.get("Error", {}).get("Code") in _WRONG_SECRET


def message(error: ClientError) -> str:
    """Return the message of a service on one line, without botocore's text; the code if it has none."""
    details = error.response["Error"]
    return " ".join(details.get("Message", "").split()) or details["Code"]
