"""The principals of policy statements.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

import re
from typing import Any

_KINDS = {"AWS", "CanonicalUser", "Federated", "Service"}
# Accounts, ARNs, and the ids of users and roles that have been deleted.
_AWS = re.compile(r"\*|\d{12}|arn:[a-z-]+:(iam|sts)::(\d{12}|cloudfront):.+|A[A-Z0-9]{15,}")
_SERVICE = re.compile(r"\*|[a-z0-9-]+(\.[a-z0-9-]+)+")


def is_principal(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether a value has the form of the element ``Principal``."""
    if isinstance(value, dict):
        return value.keys() <= _KINDS and all(_is_texts(given) for given in value.values())
    return bool(value == "*")


def error(principal: Any) -> str | None:  # noqa: ANN401 - a value that has the form
    """Return AWS's message about a principal, None if there is nothing wrong."""
    if not principal:
        return "Missing required field Principal"
    for kind, given in principal.items() if isinstance(principal, dict) else ():
        values = given if isinstance(given, list) else [given]
        if not values:
            return "Missing required field Principal cannot be empty!"
        for value in values:
            if not _is_valid(kind, value):
                return f'Invalid principal in policy: "{kind.upper()}":"{value}"'
    return None


def _is_texts(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def _is_valid(kind: str, value: str) -> bool:
    pattern = {"AWS": _AWS, "Service": _SERVICE}.get(kind)
    return bool(pattern.fullmatch(value)) if pattern else bool(value)
