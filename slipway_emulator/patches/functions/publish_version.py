"""PublishVersion publishes only what the caller has seen.

AWS refuses it with InvalidParameterValueException when ``CodeSha256`` isn't the hash of ``$LATEST``'s code, and with
PreconditionFailedException when ``RevisionId`` isn't its revision:
https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html

MiniStack 1.5.33 ignores both, so of two deployments at once, one publishes the other's code.
"""

import functools
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import lambda_svc


def apply() -> None:
    """Wrap the operation, in the lock that changes of the function take."""
    publish_version = lambda_svc._publish_version

    @lambda_svc._serialized_revision_update()  # type: ignore[untyped-decorator]  # MiniStack is untyped
    @functools.wraps(publish_version)
    def publish(name: str, data: dict[str, Any]) -> object:
        return _refusal(name, data) or publish_version(name, data)

    lambda_svc._publish_version = publish


def _refusal(name: str, data: dict[str, Any]) -> object:
    if name not in lambda_svc._functions:
        return None  # MiniStack's own answer is right
    latest = lambda_svc._functions[name]["config"]
    expected = data.get("CodeSha256")
    if expected is not None and expected != latest["CodeSha256"]:
        message = (
            f"CodeSHA256 ({expected}) is different from current CodeSHA256 in $LATEST ({latest['CodeSha256']}). "
            "Please try again with the CodeSHA256 in $LATEST."
        )
        return error_response_json("InvalidParameterValueException", message, 400)
    return lambda_svc._check_revision(latest, data)
