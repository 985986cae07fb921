"""Each rule of a lifecycle configuration has an id of at most 255 characters that no other rule has, and an action.

"Unique identifier for the rule. The value cannot be longer than 255 characters"; S3 generates one for a rule without:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html

MiniStack keeps rules without an id, with the id of another one, and without an action.
"""

import base64
import functools
import uuid
from collections.abc import Callable
from typing import Any

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import Response, error_response

_Rule = dict[str, Any]
_LONGEST = 255
_ACTIONS = (
    "AbortIncompleteMultipartUpload",
    "Expiration",
    "NoncurrentVersionExpiration",
    "NoncurrentVersionTransitions",
    "Transitions",
)


def apply() -> None:
    """Wrap the check of the rules, which are kept after it."""
    s3._lifecycle_rules_error = _checking(s3._lifecycle_rules_error)


def _checking(check: Callable[[list[_Rule]], Response | None]) -> Callable[[list[_Rule]], Response | None]:
    @functools.wraps(check)
    def lifecycle_rules_error(rules: list[_Rule]) -> Response | None:
        refusal = check(rules) or _refusal(rules)
        if not refusal:
            for rule in rules:
                rule.setdefault("ID", base64.b64encode(str(uuid.uuid4()).encode()).decode())
        return refusal

    return lifecycle_rules_error


def _refusal(rules: list[_Rule]) -> Response | None:
    ids = [rule["ID"] for rule in rules if "ID" in rule]
    if any(len(name) > _LONGEST for name in ids):
        return error_response("InvalidArgument", f"ID length should not exceed allowed limit of {_LONGEST}", 400)
    if len(set(ids)) < len(ids):
        message = "Rule ID must be unique. Found same ID for more than one rule"
        return error_response("InvalidArgument", message, 400)
    if not all(rule.keys() & set(_ACTIONS) for rule in rules):
        return error_response("InvalidRequest", "At least one action needs to be specified in a rule", 400)
    return None
