"""The grants of a role: each action on each resource that a statement of its policies allows."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from slipway.iam.failures import Failures
from slipway.local.decisions import Decision, statement

# A part of an element's value: an escaped character, a policy variable, or a wildcard.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
_PART = re.compile(r"\$\{([*?$])\}|(\$\{[^}]+\}|\*)|(\?)")


@dataclass(frozen=True)
class Pattern:
    """One value of Action or Resource, or all values of NotAction or NotResource.

    Attributes:
        values: values, with wildcards and policy variables.
        is_negated: matches what none of the values does.
    """

    values: tuple[str, ...]
    is_negated: bool = False

    def __str__(self) -> str:
        """Return the value, or the list of excluded values."""
        return f"all except {', '.join(self.values)}" if self.is_negated else self.values[0]

    def matches(self, value: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
        """Return whether an action or the ARN of a resource matches; ``flags`` as of `re.fullmatch`."""
        return self.is_negated != any(re.fullmatch(_regex(each), value, flags | re.DOTALL) for each in self.values)


@dataclass(frozen=True)
class Grant:
    """An action on a resource that a statement of a role's policies allows.

    Attributes:
        role: ARN of the role.
        policy: name of the inline policy, or ARN of the managed one.
        number: number of the statement in the policy, from 1.
        action: compared without regard to case, as IAM does.
        resource: compared with regard to case.
        statement: statement, as in the policy.
    """

    role: str
    policy: str
    number: int
    action: Pattern
    resource: Pattern
    statement: dict[str, Any] = field(compare=False)

    @property
    def condition(self) -> dict[str, Any]:
        """The condition of the statement; empty if it has none."""
        return dict(self.statement.get("Condition") or {})

    @property
    def source(self) -> str:
        """The statement as an element of ``role.statements`` of modules/lambda, or else as in the policy."""
        if {"NotAction", "NotResource"} & self.statement.keys():
            return json.dumps(self.statement)
        return statement(_listed(self.statement["Action"]), _listed(self.statement["Resource"]))

    def covers(self, action: str, resource: str) -> bool:
        """Return whether an action on a resource is granted if the condition is met."""
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
        return self.action.matches(action, re.IGNORECASE) and self.resource.matches(resource)

    def allowed(self, decision: Decision) -> bool:
        """Return whether the grant is one that let the local AWS allow a call."""
        is_met = not self.condition or self.condition in decision.conditions
        return decision.allowed and self.covers(decision.action, decision.resource) and is_met


@dataclass(frozen=True)
class Role:
    """A role with its grants. A permissions boundary grants nothing, so its statements aren't among them.

    Attributes:
        arn: ARN of the role.
        grants: grants of the inline and the managed policies.
        failures: destinations to which AWS sends failures with the role, see `slipway.iam.failures.Failures`.
    """

    arn: str
    grants: tuple[Grant, ...]
    failures: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The role's name, without its path."""
        return self.arn.rpartition("/")[2]


def read(iam: Any, name: str, failures: Failures = MappingProxyType({})) -> Role:  # noqa: ANN401 - boto3's
    """Return a role with its grants.

    Args:
        iam: boto3's client of IAM.
        name: name of the role, without its path.
        failures: failures of all roles.
    """
    return role(iam.get_role(RoleName=name)["Role"]["Arn"], policies(iam, name), failures)


def role(arn: str, documents: Mapping[str, dict[str, Any]], failures: Failures) -> Role:
    """Return the role with the policies that `policies` has returned."""
    found = tuple(grant for policy, document in documents.items() for grant in of(arn, policy, document))
    return Role(arn, found, failures.get(arn, {}))


def policies(iam: Any, name: str) -> dict[str, dict[str, Any]]:  # noqa: ANN401 - boto3's
    """Return the documents of a role's policies, by the name of an inline policy or the ARN of a managed one."""
    found = {}
    for page in iam.get_paginator("list_role_policies").paginate(RoleName=name):
        for policy in page["PolicyNames"]:
            found[policy] = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
    for page in iam.get_paginator("list_attached_role_policies").paginate(RoleName=name):
        for attached in page["AttachedPolicies"]:
            arn = attached["PolicyArn"]
            version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
            found[arn] = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return found


def of(role: str, policy: str, document: dict[str, Any]) -> Iterator[Grant]:
    """Yield the grants of a policy document.

    Args:
        role: ARN of the role.
        policy: name or ARN of the policy.
        document: document of the policy.
    """
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    for number, each in enumerate(statements, 1):
        if each["Effect"] == "Allow":
            for action in _patterns(each, "Action"):
                for resource in _patterns(each, "Resource"):
                    yield Grant(role, policy, number, action, resource, each)


def _patterns(statement: dict[str, Any], element: str) -> list[Pattern]:
    if excluded := statement.get(f"Not{element}"):
        return [Pattern(tuple(_listed(excluded)), is_negated=True)]
    return [Pattern((value,)) for value in dict.fromkeys(_listed(statement[element]))]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _regex(value: str) -> str:
    parts, position = [], 0
    for found in _PART.finditer(value):
        parts += [re.escape(value[position : found.start()])]
        parts += [re.escape(found[1]) if found[1] else ".*" if found[2] else "."]
        position = found.end()
    return "".join([*parts, re.escape(value[position:])])
