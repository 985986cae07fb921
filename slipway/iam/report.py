"""The report of an audit: as JSON, and from that as text and as Markdown."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from slipway.iam.audit import Audit
from slipway.iam.grants import Grant
from slipway.iam.places import Place, place_of
from slipway.local.decisions import Decision, statement

Report = list[dict[str, Any]]


def report(
    audits: Iterable[Audit], places: Mapping[str, Place] | None = None, resources: Mapping[str, Place] | None = None
) -> Report:
    """Return an object of JSON for each role: ``denied``, ``used``, ``unused`` and ``expected``.

    Args:
        audits: audits of the roles.
        places: places of the roles' configuration, by their ARNs.
        resources: places of other resources.
    """
    known = places or {}
    return [
        {
            "role": each.role.arn,
            "place": str(known.get(each.role.arn, "")),
            "denied": [_denial(decision, resources or {}) for decision in each.denied],
            "used": [_grant(grant) | _calls(calls) for grant, calls in each.used],
            "unused": [_grant(grant) | _removal(grant, each, known) for grant in each.unused],
            "expected": [_grant(grant) | {"reason": reason} for grant, reason in each.expected],
        }
        for each in audits
    ]


def is_clean(report: Report) -> bool:
    """Return whether no call was denied and every grant was used."""
    return not any(role["denied"] or role["unused"] for role in report)


def text(report: Report, *, with_tests: bool = False) -> str:
    """Return the denied calls and the unused grants of each role, and the number of all grants."""
    lines = [line for role in report for line in _lines(role, with_tests=with_tests)]
    counts = {
        name: sum(len(_distinct(role[name])) for role in report) for name in ("used", "unused", "expected", "denied")
    }
    grants = ", ".join(f"{counts[name]} {name}" for name in ("used", "unused"))
    total = f"roles: {len(report)}; grants: {grants}, {counts['expected']} expected to be unused"
    return "\n".join([*lines, f"{total}; denied calls: {counts['denied']}"])


def markdown(report: Report, size: int) -> str:
    """Return a table of all grants with the tests that have used them, and a section with what is wrong.

    Args:
        report: report of a test run.
        size: characters that the text may have. Rows beyond are left out, with their number.
    """
    state = "Each grant is used by a test." if is_clean(report) else "Denied calls and unused grants:"
    problems = [] if is_clean(report) else [f"```text\n{text(report)}\n```"]
    head = ["| Role | Action | Resource | Proved by |", "| --- | --- | --- | --- |"]
    rows = [row for role in report for row in _rows(role)]
    room = size - sum(map(len, [state, *problems])) - 400
    shown: list[str] = []
    for row in rows:
        if (room := room - len(row) - 1) < 0:
            break
        shown.append(row)
    left_out = [f"{len(rows) - len(shown)} more rows are left out."] if len(shown) < len(rows) else []
    table = "\n".join([*head, *shown])
    details = f"<details><summary>{len(rows)} grants</summary>\n\n{table}\n\n</details>"
    return "\n\n".join(["### IAM", state, *(each[: size // 2] for each in problems), details, *left_out]) + "\n"


def remedy(grant: Grant, audit: Audit) -> str:
    """Return what to change in the statement of an unused grant.

    Args:
        grant: one of ``audit.unused``.
        audit: audit of the grant's role.
    """
    if grant.policy.partition("::")[2].startswith("aws:"):
        used = [_own_statement(each) for each, _ in audit.used if each.policy == grant.policy]
        instead = f", and use statements = [{', '.join(dict.fromkeys(used))}] instead" if used else ""
        return f"detach {grant.policy}{instead}"
    unused = {*audit.unused}
    same = [each for each in audit.role.grants if (each.policy, each.number) == (grant.policy, grant.number)]
    if unused.issuperset(same):
        return f"remove {grant.source}"
    where = f"of {grant.source}"
    if all(each in unused for each in same if each.action == grant.action):
        return f"remove {json.dumps(str(grant.action))} from actions {where}"
    if all(each in unused for each in same if each.resource == grant.resource):
        return f"remove {json.dumps(str(grant.resource))} from resources {where}"
    return f"move {json.dumps(str(grant.action))} to a statement without {json.dumps(str(grant.resource))}, out {where}"


def _removal(grant: Grant, audit: Audit, places: Mapping[str, Place]) -> dict[str, Any]:
    place = places.get(grant.role)
    return {"remove": remedy(grant, audit), "line": place.line_of(str(grant.action)) if place else ""}


def _own_statement(grant: Grant) -> str:
    return statement([str(grant.action)], [str(grant.resource)])


def _grant(grant: Grant) -> dict[str, Any]:
    return {
        "action": str(grant.action),
        "resource": str(grant.resource),
        "policy": grant.policy,
        "statement": grant.number,
        "condition": grant.condition,
    }


def _denial(decision: Decision, resources: Mapping[str, Place]) -> dict[str, Any]:
    return {
        "action": decision.action,
        "resource": decision.resource,
        "resource_place": str(place_of(decision.resource, resources) or ""),
        "reason": decision.reason,
        "remedy": decision.remedy,
        "tests": [*decision.tests],
    }


def _calls(calls: Sequence[Decision]) -> dict[str, Any]:
    made = dict.fromkeys((each.action, each.resource) for each in calls)
    tests = next((each.tests for each in calls if each.tests), ())
    return {"calls": [{"action": action, "resource": resource} for action, resource in made], "tests": [*tests]}


def _lines(role: dict[str, Any], *, with_tests: bool) -> Iterator[str]:
    if role["denied"] or role["unused"]:
        yield role["role"] + (f" ({role['place']})" if role["place"] else "")
    for each in role["denied"]:
        place = each.get("resource_place")  # a report of an earlier version has none
        yield f"  denied  {each['action']} on {each['resource']}" + (f" ({place})" if place else "")
        yield f"          {each['remedy']}"
        if with_tests:
            yield from (f"          {test}" for test in each["tests"])
    for same in _distinct(role["unused"]):
        each = same[0]
        condition = f" if {json.dumps(each['condition'])}" if each["condition"] else ""
        yield f"  unused  {each['action']} on {each['resource']}{condition}"
        lines = (f"          {one['remove']}" + (f"  # {one['line']}" if one["line"] else "") for one in same)
        yield from dict.fromkeys(lines)


def _distinct(entries: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the grants, or the denied calls, of a role; several statements may have the same grant."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in entries:
        key = json.dumps([each["action"], each["resource"], each.get("condition")], sort_keys=True)
        groups.setdefault(key, []).append(each)
    return [*groups.values()]


def _rows(role: dict[str, Any]) -> Iterator[str]:
    name = role["role"].rpartition("/")[2]
    for kind, proof in (("used", "tests"), ("expected", "reason"), ("unused", "")):
        for each, *_ in _distinct(role[kind]):
            found = each.get(proof, "**nothing**")
            proved = " or ".join(f"`{test}`" for test in found) if isinstance(found, list) else _cell(found)
            yield f"| `{name}` | `{_cell(each['action'])}` | `{_cell(each['resource'])}` | {proved or 'no test'} |"


def _cell(value: str) -> str:
    return value.replace("|", "\\|").replace("\n", " ")
