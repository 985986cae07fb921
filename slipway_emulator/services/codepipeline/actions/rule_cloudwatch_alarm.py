"""The rule CloudWatchAlarm: waits until an alarm has a state.

https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CloudWatchAlarm.html
"""

import re
import time

from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts

_STATES = ("ALARM", "INSUFFICIENT_DATA", "OK")
_MINUTE = 60  # seconds
_INTERVAL = 1  # seconds between two reads of the alarm


def run(context: ActionContext) -> ActionResult:
    """Wait until the alarm has one of the states; by default, it must be OK now.

    Raises:
        ActionError: ``ConfigurationError``: the configuration is invalid, or the alarm doesn't exist; ``JobFailed``:
            the alarm has another state until the end of the wait time.
        ClientError: the role isn't authorized.
    """
    artifacts.reject_unknown_keys(context, "rule_cloudwatch_alarm")
    name, states = context.configuration["AlarmName"], parse_states(context.configuration.get("AlarmStates", "OK"))
    end = time.monotonic() + parse_minutes(context.configuration.get("WaitTime", "0")) * _MINUTE
    while (state := _state(context, name)) not in states:
        remaining = end - time.monotonic()
        if remaining <= 0 or context.cancelled.wait(min(_INTERVAL, remaining)):
            raise ActionError("JobFailed", f"The alarm {name} is in the state {state}, not {' or '.join(states)}")
    return ActionResult(summary=f"The alarm {name} is in the state {state}")


def parse_states(text: str) -> list[str]:
    """Return the states in ``AlarmStates``, e.g. ``OK,INSUFFICIENT_DATA``.

    Raises:
        ActionError: ``ConfigurationError``; one isn't a state of alarms.
    """
    states = [state.strip() for state in text.split(",")]
    if unknown := [state for state in states if state not in _STATES]:
        raise ActionError("ConfigurationError", f"AlarmStates must be of {', '.join(_STATES)}, not {unknown[0]}")
    return states


def parse_minutes(text: str) -> int:
    """Return the minutes in ``WaitTime``.

    Raises:
        ActionError: ``ConfigurationError``; the text isn't a number.
    """
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ActionError("ConfigurationError", f"WaitTime must be a number of minutes, not {text}")
    return int(text)


def _state(context: ActionContext, name: str) -> str:
    found = artifacts.client(context, "cloudwatch").describe_alarms(
        AlarmNames=[name], AlarmTypes=["CompositeAlarm", "MetricAlarm"]
    )
    for alarm in (*found["MetricAlarms"], *found["CompositeAlarms"]):
        return str(alarm["StateValue"])
    raise ActionError("ConfigurationError", f"The alarm {name} doesn't exist")
