"""The grammar of policy documents, with the messages of IAM.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
The order of the checks, and what each message covers, was found with AWS by the authors of
https://github.com/getmoto/moto/blob/master/tests/test_iam/test_iam_policies.py
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from slipway_emulator.validation import policy_conditions, policy_principals, policy_resources

_VERSIONS = ("2008-10-17", "2012-10-17")
_SECTIONS = {"Version", "Id", "Statement"}
_ELEMENTS = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
_SID = re.compile("[0-9A-Za-z]*")
_SID_CHARACTERS = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
_SYNTAX = "Syntax errors in policy."
_LEGACY = "The policy failed legacy parsing"
_Statement = dict[str, Any]


class PolicyError(Exception):
    """A document isn't a policy. The message is IAM's."""


def statements(document: str) -> list[_Statement]:
    """Return the statements of a policy document with a valid syntax.

    Raises:
        PolicyError: the syntax is wrong.
    """
    try:
        policy = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise PolicyError(_SYNTAX) from error
    if not isinstance(policy, dict) or not policy.keys() <= _SECTIONS:
        raise PolicyError(_SYNTAX)
    if policy.get("Version", _VERSIONS[0]) not in _VERSIONS or not isinstance(policy.get("Id", ""), str):
        raise PolicyError(_SYNTAX)
    found = policy.get("Statement")
    found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list) or not found or not all(map(_is_statement, found)):
        raise PolicyError(_SYNTAX)
    return found


def check_identity_policy(document: str, *, is_managed: bool) -> None:
    """Check a policy of a role, user or group.

    Raises:
        PolicyError: IAM refuses it.
    """
    found = statements(document)
    if is_managed and json.loads(document).get("Version") != _VERSIONS[1]:
        raise PolicyError("Policy document must be version 2012-10-17 or greater.")
    _check_statements(found)
    if any("Principal" in statement or "NotPrincipal" in statement for statement in found):
        raise PolicyError("Policy document should not specify a principal.")
    if not all(statement.get("Resource") or statement.get("NotResource") for statement in found):
        raise PolicyError("Policy statement must contain resources.")
    # Policies of buckets and keys may have spaces in a Sid:
    # https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    if not all(_SID.fullmatch(statement.get("Sid", "")) for statement in found):
        raise PolicyError(f"{_SID_CHARACTERS} {_SID.pattern}")


def check_trust_policy(document: str) -> None:
    """Check the trust policy of a role.

    Raises:
        PolicyError: IAM refuses it.
    """
    try:
        json.loads(document)
    except (ValueError, RecursionError) as error:
        raise PolicyError("This policy contains invalid Json") from error
    found = statements(document)
    _check_statements(found)
    for statement in found:
        if "Resource" in statement or "NotResource" in statement:
            raise PolicyError("Has prohibited field Resource")
        _check_principal(statement)
        actions = [*_values(statement, "Action"), *_values(statement, "NotAction")]
        if not all(action.lower().startswith("sts:") for action in actions):
            raise PolicyError("AssumeRole policy may only specify STS AssumeRole actions.")


def check_resource_policy(document: str, *, needs_resource: bool = True) -> None:
    """Check the policy of a resource, such as a queue.

    Raises:
        PolicyError: the resource's service refuses it.
    """
    found = statements(document)
    _check_statements(found)
    for statement in found:
        _check_principal(statement)
        if needs_resource and not (statement.get("Resource") or statement.get("NotResource")):
            raise PolicyError("Policy statement must contain resources.")


def _is_statement(statement: Any) -> bool:  # noqa: ANN401 - any JSON value
    if not isinstance(statement, dict) or not statement.keys() <= _ELEMENTS:
        return False
    if any({name, f"Not{name}"} <= statement.keys() for name in ("Action", "Resource", "Principal")):
        return False
    return (
        str(statement.get("Effect")).lower() in ("allow", "deny")
        and isinstance(statement.get("Sid", ""), str)
        and all(_is_texts(statement[name]) for name in ("Action", "NotAction") if name in statement)
        and all(_is_texts(statement[name]) for name in ("Resource", "NotResource") if name in statement)
        and all(
            policy_principals.is_principal(statement[name])
            for name in ("Principal", "NotPrincipal")
            if name in statement
        )
        and policy_conditions.is_condition(statement.get("Condition", {}))
    )


def _is_texts(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return all(item is None or isinstance(item, str) for item in value)
    return isinstance(value, str)


def _check_statements(found: list[_Statement]) -> None:
    """Check what all kinds of policies have in common, in IAM's order."""
    resources = [resource for statement in found for resource in _resources(statement)]
    error = next(filter(None, map(policy_resources.error, reversed(resources))), None)  # IAM reports the last
    is_legacy = not error and not all(map(policy_resources.is_parsed, resources))
    if is_legacy or not all(
        statement["Effect"] in ("Allow", "Deny") and policy_conditions.has_dates(statement.get("Condition", {}))
        for statement in found
    ):
        raise PolicyError(_LEGACY)
    sids = [statement["Sid"] for statement in found if statement.get("Sid")]
    if len(sids) != len(set(sids)):
        raise PolicyError("Statement IDs (SID) in a single policy must be unique.")
    if not all("Action" in statement or "NotAction" in statement for statement in found) or any(
        statement.get(name) == [] for statement in found for name in ("Action", "NotAction")
    ):
        raise PolicyError("Policy statement must contain actions.")
    if error:
        raise PolicyError(error)
    for statement in found:
        for action in [*_values(statement, "Action"), *_values(statement, "NotAction")]:
            _check_action(action)


def _check_action(action: str) -> None:
    vendor, colon, name = action.partition(":")
    if not colon and action != "*":
        raise PolicyError("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    if ":" in name:
        raise PolicyError("Actions/Condition can contain only one colon.")
    if vendor != "*" and not re.fullmatch(r"[a-zA-Z0-9.-]+", vendor):
        raise PolicyError(f"Vendor {vendor} is not valid")


def _check_principal(statement: _Statement) -> None:
    if message := policy_principals.error(statement.get("Principal", statement.get("NotPrincipal"))):
        raise PolicyError(message)


def _resources(statement: _Statement) -> Iterator[str]:
    for name in ("Resource", "NotResource"):
        yield from sorted(_values(statement, name), reverse=True)


def _values(statement: _Statement, name: str) -> list[str]:
    value = statement.get(name, [])
    return [value] if isinstance(value, str) else [item for item in value if item is not None]
