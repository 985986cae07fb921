"""The policies of S3's buckets, with S3's messages.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
https://repost.aws/knowledge-center/s3-invalid-principal-in-policy-error
"""

import json
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import policy_grammar
from slipway_emulator.validation.policy_grammar import PolicyError

_FIELDS = ("Effect", "Principal", "Action", "Resource")


def check(bucket: str, document: str) -> None:
    """Check the policy of a bucket.

    Raises:
        ServiceError: ``MalformedPolicy``.
    """
    try:
        policy = json.loads(document)
    except (ValueError, RecursionError):
        policy = None
    if not isinstance(policy, dict):
        raise _malformed("Policies must be valid JSON and the first byte must be '{'")
    if "Statement" not in policy:
        raise _malformed("Missing required field Statement")
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    for statement in statements:
        _check_statement(bucket, statement)
    try:
        policy_grammar.check_resource_policy(document)
    except PolicyError as error:
        is_principal = str(error).startswith("Invalid principal in policy")
        raise _malformed("Invalid principal in policy" if is_principal else str(error)) from error


def _check_statement(bucket: str, statement: Any) -> None:  # noqa: ANN401 - any JSON value
    if not isinstance(statement, dict):
        raise _malformed("Invalid policy syntax.")
    for field in _FIELDS:
        if field not in statement and f"Not{field}" not in statement:
            raise _malformed(f"Missing required field {field}")
    if statement["Effect"] not in ("Allow", "Deny"):
        raise _malformed(f"Invalid effect: {statement['Effect']}")
    for name, message in (("Action", "Policy has invalid action"), ("Resource", "Policy has invalid resource")):
        values = statement.get(name, statement.get(f"Not{name}"))
        values = values if isinstance(values, list) else [values]
        is_valid = _is_action if name == "Action" else _is_resource
        if not values or not all(isinstance(value, str) and is_valid(value, bucket) for value in values):
            raise _malformed(message)


def _is_action(action: str, _bucket: str) -> bool:
    return action == "*" or action.lower().startswith("s3:")


def _is_resource(resource: str, bucket: str) -> bool:
    """Return whether a resource is the bucket, objects of it, or a pattern, which S3 compares itself."""
    parts = resource.split(":", 5)
    if resource == "*" or len(parts) < 6 or parts[2] != "s3":
        return False
    name = parts[5].partition("/")[0]
    return name == bucket or any(wildcard in name for wildcard in "*?$") or name == "accesspoint"


def _malformed(message: str) -> ServiceError:
    return ServiceError("MalformedPolicy", message)
