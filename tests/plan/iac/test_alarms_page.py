"""docs/alarms.md has an entry for each alarm of the stacks: what it means, where to look, what to type."""

import re

import pytest
from repository import ROOT

from .conftest import STACKS

PAGE = (ROOT / "docs" / "alarms.md").read_text()
ENTRIES = dict(re.findall(r"^### `([^`\n]+)`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
KINDS = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")


def entries(name):
    """Return the titles that name an alarm, the longest first: `<api>-api-errors` rather than `<function>-errors`."""
    patterns = {title: re.sub(r"<[a-z-]+>", ".+", title) for title in ENTRIES}
    found = [title for title, pattern in patterns.items() if re.fullmatch(pattern, name)]
    return sorted(found, key=len, reverse=True)


@pytest.mark.parametrize("stack", STACKS)
def test_each_alarm_of_a_stack_has_an_entry(stack_plans, stack):
    plan = stack_plans(stack)["prod"]
    names = [alarm["alarm_name"] for kind in KINDS for alarm in plan.all(kind)]
    assert len(names) > 5
    without = [name for name in names if [each for each in entries(name) if each != "<environment>-<service>"] == []]
    # The alarm of a service, which a single pipeline isn't.
    assert without == [alarm["alarm_name"] for alarm in plan.all(KINDS[1]) if not alarm["alarm_actions"]]


def test_an_entry_has_a_command_or_a_link_to_one():
    leading = re.compile("```console|]\\(#|look at", re.IGNORECASE)
    assert [title for title, text in ENTRIES.items() if not leading.search(text)] == []
