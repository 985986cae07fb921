"""Summaries of plans: addresses and actions, but no values, which may be secret and would appear in comments."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_ACTIONS = {
    ("no-op",): None,
    ("read",): None,
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("create", "forget"): "replace and forget",
}
_SIGNS = {"create": "+", "delete": "-"}  # coloured in a diff on GitHub; others get !, for a change
# GitHub allows 65,536 characters in a comment or an issue; outputs and variables may be larger.
MAX_SIZE = 60_000


@dataclass(frozen=True)
class Summary:
    """The changes of a plan.

    Attributes:
        title: environment and stack, e.g. ``dev/movies``.
        changes: address and action of everything that changes, in the plan's order; an output's address is
            ``output.<name>``.
    """

    title: str
    changes: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """A hash that is equal for two plans exactly if they have the same actions on the same addresses."""
        return hashlib.sha256(json.dumps(sorted(self.changes)).encode()).hexdigest()


def summarize(title: str, plan: Mapping[str, Any]) -> Summary:
    """Return the summary of a plan in Terraform's JSON format.

    See https://developer.hashicorp.com/terraform/internals/json-format#plan-representation.
    """
    resources = ((change["address"], _resource_action(change)) for change in plan.get("resource_changes", []))
    outputs = ((f"output.{name}", _action(change)) for name, change in plan.get("output_changes", {}).items())
    return Summary(title, tuple((address, action) for address, action in [*resources, *outputs] if action))


def markdown(summaries: list[Summary]) -> str:
    """Return a section for each summary with changes, and a line with the titles of the others.

    A list that doesn't fit into a GitHub comment is left out completely; its heading remains.
    """
    unchanged = [f"`{summary.title}`" for summary in summaries if not summary.changes]
    parts = [f"No changes: {', '.join(unchanged)}"] if unchanged else []
    room = MAX_SIZE - sum(len(_heading(summary)) + 100 for summary in summaries)
    for summary in summaries:
        if not summary.changes:
            continue
        lines = "\n".join(_lines(summary))
        fits = len(lines) <= room
        room -= len(lines) if fits else 0
        parts.append(_heading(summary))
        parts.append(
            f"```diff\n{lines}\n```"
            if fits
            else f"The list is too long for a comment: plan `{summary.title}` yourself to read it."
        )
    return "\n\n".join(parts) + "\n"


def _resource_action(resource: Mapping[str, Any]) -> str | None:
    action = _action(resource["change"])
    if resource["change"].get("importing"):
        return f"import and {action}" if action else "import"
    return action or ("move" if "previous_address" in resource else None)


def _action(change: Mapping[str, Any]) -> str | None:
    actions = tuple(change["actions"])
    return _ACTIONS.get(actions, " and ".join(actions))


def _heading(summary: Summary) -> str:
    counts = Counter(action for _, action in summary.changes)
    return f"### {summary.title}: {', '.join(f'{count} to {action}' for action, count in counts.items())}"


def _lines(summary: Summary) -> Iterator[str]:
    width = max(len(action) for _, action in summary.changes)
    for address, action in summary.changes:
        yield f"{_SIGNS.get(action, '!')} {action:<{width}} {address}"
