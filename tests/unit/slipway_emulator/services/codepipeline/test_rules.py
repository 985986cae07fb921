"""The rules that need no service.

https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html
"""

import threading
from datetime import UTC, datetime

import boto3
import pytest

from slipway_emulator.services.codepipeline.action import ActionContext, ActionError
from slipway_emulator.services.codepipeline.actions import rule_deployment_window, rule_variable_check


def _context(**configuration):
    cancelled = threading.Event()
    cancelled.set()
    names = ("account", "region", "pipeline", "execution_id", "action_execution_id", "stage")
    return ActionContext(
        **dict.fromkeys(names, "x"),
        action="Check",
        configuration=configuration,
        inputs=(),
        outputs=(),
        session=boto3.Session("a", "b", region_name="eu-central-1"),
        endpoint_url="http://127.0.0.1:1",
        encryption_key=None,
        cancelled=cancelled,
    )


@pytest.mark.parametrize(
    ("variable", "operator", "value", "is_met"),
    [
        ("main", "EQ", "main", True),
        ("main", "EQ", "mai", False),
        ("main", "NE", "dev", True),
        ("main", "NE", "main", False),
        ("fix: update it", "CONTAINS", "update", True),
        ("fix", "CONTAINS", "update", False),
        ("release/1.2", "MATCHES", r"release/\d+\.\d+", True),
        ("old/release/1.2", "MATCHES", r"release/\d+\.\d+", False),
    ],
)
def test_a_variable_is_compared(variable, operator, value, is_met):
    context = _context(Variable=variable, Operator=operator, Value=value)
    if is_met:
        rule_variable_check.run(context)
        return
    with pytest.raises(ActionError, match="The rule Check isn't met") as error:
        rule_variable_check.run(context)
    assert error.value.code == "JobFailed"


@pytest.mark.parametrize(
    ("operator", "value", "message"),
    [("GT", "1", "Operator must be one of CONTAINS, EQ, MATCHES, NE, not GT"), ("MATCHES", "(", "isn't a regular")],
)
def test_an_invalid_comparison_is_named(operator, value, message):
    with pytest.raises(ActionError, match=message) as error:
        rule_variable_check.run(_context(Variable="a", Operator=operator, Value=value))
    assert error.value.code == "ConfigurationError"


SUNDAY, MONDAY = (datetime(2026, 3, day, 10, 30, tzinfo=UTC) for day in (1, 2))


@pytest.mark.parametrize(
    ("cron", "now", "is_open"),
    [
        ("* * * * * ?", SUNDAY, True),
        ("0 30 10 * * ?", SUNDAY, True),
        ("0 0 10 * * ?", SUNDAY, False),
        ("* * 9-17 ? * MON-FRI", MONDAY, True),
        ("* * 9-17 ? * MON-FRI", SUNDAY, False),
        ("* * 9-17 ? * 1", SUNDAY, True),
        ("* 0/15 * * MAR *", MONDAY, True),
        ("* 5/20 * * 3,4 *", MONDAY, False),
        ("* * * 1 JAN-JUN ? 2026", SUNDAY, True),
        ("* * * 1 JAN-JUN ? 2027", SUNDAY, False),
    ],
)
def test_a_window_is_open_at_the_times_of_its_expression(cron, now, is_open):
    assert rule_deployment_window.is_open(rule_deployment_window.parse(cron), now) is is_open


@pytest.mark.parametrize(
    ("cron", "message"),
    [
        ("* * * * *", "it must have six fields"),
        ("* * * L * ?", "doesn't support L"),
        ("* * * ? * MON#1", "doesn't support 2#1"),
        ("* 60 * * * ?", "60 is not between 0 and 59"),
        ("* 0/0 * * * ?", "0/0 is not between"),
        ("60 * * * * ?", "60 is not between 0 and 59"),
        ("x * * * * ?", "doesn't support X"),
        ("* * * * MON ?", "doesn't support MON"),
        ("* * * ? * JAN", "doesn't support JAN"),
        (f"* {'9' * 5000} * * * ?", "doesn't support 999"),
    ],
)
def test_an_invalid_window_is_named(cron, message):
    with pytest.raises(ActionError, match=message) as error:
        rule_deployment_window.run(_context(Cron=cron))
    assert error.value.code == "ConfigurationError"


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", "Europe", "", "/etc/localtime"])
def test_a_time_zone_that_does_not_exist_is_named(zone):
    with pytest.raises(ActionError, match=f"TimeZone {zone} doesn't exist"):
        rule_deployment_window.run(_context(Cron="* * * * * ?", TimeZone=zone))


def test_a_rule_waits_in_its_time_zone_until_the_window_opens():
    rule_deployment_window.run(_context(Cron="* * * * * ?", TimeZone="Europe/Berlin"))
    with pytest.raises(ActionError, match="TimeZone Mars doesn't exist"):
        rule_deployment_window.run(_context(Cron="* * * * * ?", TimeZone="Mars"))
    with pytest.raises(ActionError, match="stopped before the window opened"):
        rule_deployment_window.run(_context(Cron="* * * * * ? 1970"))
