"""PublishVersion publishes only the code and configuration that the caller expects.

AWS rejects it with InvalidParameterValueException if ``CodeSha256`` isn't the hash of ``$LATEST``'s code, and with
PreconditionFailedException if ``RevisionId`` isn't its revision:
https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html

MiniStack ignores both, so one of two concurrent deployments publishes the other's code.
"""

import functools
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.responses import error_response_json


def apply() -> None:
    """Wrap the operation, inside the lock that updates of the function use."""
    publish_version = lambda_svc._publish_version

    @lambda_svc._serialized_revision_update()  # type: ignore[untyped-decorator]  # MiniStack is untyped
    @functools.wraps(publish_version)
    def publish(name: str, data: dict[str, Any]) -> object:
        return _rejection(name, data) or publish_version(name, data)

    lambda_svc._publish_version = publish


def _rejection(name: str, data: dict[str, Any]) -> object:
    if name not in lambda_svc._functions:
        return None  # MiniStack's own response is right
    latest = lambda_svc._functions[name]["config"]
    expected = data.get("CodeSha256")
    if expected is not None and expected != latest["CodeSha256"]:
        message = (
            f"CodeSHA256 ({expected}) is different from current CodeSHA256 in $LATEST ({latest['CodeSha256']}). "
            "Please try again with the CodeSHA256 in $LATEST."
        )
        return error_response_json("InvalidParameterValueException", message, 400)
    return lambda_svc._check_revision(latest, data)
