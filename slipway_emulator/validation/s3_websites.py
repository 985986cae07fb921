"""The website of a bucket.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html
"""

from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation.s3_arguments import invalid_argument

_ALONE = "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules."
_NO_INDEX = "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty"
_PROTOCOL = (
    "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically."
)
_CONDITION = (
    "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be "
    "present."
)


def check(document: dict[str, Any]) -> None:
    """Check a website configuration, which the model allows.

    Raises:
        ServiceError: ``InvalidArgument`` or ``InvalidRequest``.
    """
    if "RedirectAllRequestsTo" in document:
        if len(document) > 1:
            raise invalid_argument(_ALONE, "RedirectAllRequestsTo", "not null")
        _check_protocol(document["RedirectAllRequestsTo"])
        return
    if "IndexDocument" not in document:
        raise invalid_argument(_NO_INDEX, "IndexDocument", "null")
    suffix = document["IndexDocument"].get("Suffix", "")
    if not suffix or "/" in suffix:
        raise invalid_argument("The IndexDocument Suffix is not well formed", "IndexDocument", suffix)
    for rule in document.get("RoutingRules", []):
        _check_rule(rule)


def _check_rule(rule: dict[str, Any]) -> None:
    redirect = rule.get("Redirect", {})
    if redirect.keys() >= {"ReplaceKeyPrefixWith", "ReplaceKeyWith"}:
        message = "You can only define ReplaceKeyPrefix or ReplaceKey but not both."
        raise ServiceError("InvalidRequest", message)
    if "Condition" in rule and not rule["Condition"]:
        raise ServiceError("InvalidRequest", _CONDITION)
    _check_protocol(redirect)


def _check_protocol(redirect: dict[str, Any]) -> None:
    if redirect.get("Protocol", "http") not in ("http", "https"):
        raise ServiceError("InvalidRequest", _PROTOCOL)
