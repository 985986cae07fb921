"""The comparison of the grants of roles with the decisions of the local AWS about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from slipway.config.project import UnusedGrants
from slipway.iam.failures import ACTIONS
from slipway.iam.grants import Grant, Role
from slipway.local.decisions import Decision


@dataclass(frozen=True)
class Audit:
    """What a role was denied, and which of its grants were used.

    Attributes:
        role: the role.
        denied: the latest decision of each call that the role may still not make.
        used: each grant with the calls that it has allowed.
        unused: the grants that have allowed no call.
        expected: the grants that have allowed no call, each with the reason why that is expected: only AWS itself, or a
            failure, uses it.
    """

    role: Role
    denied: tuple[Decision, ...]
    used: tuple[tuple[Grant, tuple[Decision, ...]], ...]
    unused: tuple[Grant, ...]
    expected: tuple[tuple[Grant, str], ...]


def audit(roles: Iterable[Role], decisions: Sequence[Decision], expected: Sequence[UnusedGrants] = ()) -> list[Audit]:
    """Return the audit of each role, by name.

    Args:
        roles: roles with their grants.
        decisions: decisions, in the order in which they were made.
        expected: grants that only AWS itself uses.
    """
    return [_audit(role, decisions, expected) for role in sorted(roles, key=lambda role: role.name)]


def _audit(role: Role, decisions: Sequence[Decision], expected: Sequence[UnusedGrants]) -> Audit:
    own = [decision for decision in decisions if decision.principal == role.arn]
    calls = {grant: tuple(each for each in own if grant.allowed(each)) for grant in role.grants}
    reasons = {grant: _reason(role, grant, expected) for grant, made in calls.items() if not made}
    return Audit(
        role,
        denied=tuple(_denied(role, own)),
        used=tuple((grant, made) for grant, made in calls.items() if made),
        unused=tuple(grant for grant, reason in reasons.items() if reason is None),
        expected=tuple((grant, reason) for grant, reason in reasons.items() if reason is not None),
    )


def _denied(role: Role, own: Iterable[Decision]) -> Iterable[Decision]:
    latest = {(each.action, each.resource): each for each in own}  # the local AWS writes a change of its decision again
    for decision in latest.values():
        is_granted_since = decision.can_be_granted and any(
            grant.covers(decision.action, decision.resource) and not grant.condition for grant in role.grants
        )
        if not decision.allowed and not is_granted_since:
            yield decision


def _reason(role: Role, grant: Grant, expected: Iterable[UnusedGrants]) -> str | None:
    found = (
        each.reason
        for each in expected
        if fnmatchcase(role.name, each.role) and any(fnmatchcase(str(grant.action), action) for action in each.actions)
    )
    return next(found, None) or _reason_of_failure(role, grant)


def _reason_of_failure(role: Role, grant: Grant) -> str | None:
    """Return why only a failure uses a grant, which must be that action on that resource and no more."""
    destination = str(grant.resource)
    action = ACTIONS.get(destination.split(":")[2]) if destination in role.failures else None
    return role.failures[destination] if action and str(grant.action).lower() == action.lower() else None
