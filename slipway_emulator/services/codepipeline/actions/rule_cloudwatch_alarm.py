"""The rule CloudWatchAlarm: waits until an alarm has a state.

https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CloudWatchAlarm.html
"""

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
    name, states = context.configuration["AlarmName"], _states(context)
    end = time.monotonic() + _minutes(context) * _MINUTE
    while (state := _state(context, name)) not in states:
        remaining = end - time.monotonic()
        if remaining <= 0 or context.cancelled.wait(min(_INTERVAL, remaining)):
            raise ActionError("JobFailed", f"The alarm {name} is in the state {state}, not {' or '.join(states)}")
    return ActionResult(summary=f"The alarm {name} is in the state {state}")


def _states(context: ActionContext) -> list[str]:
    states = [state.strip() for state in context.configuration.get("AlarmStates", "OK").split(",")]
    if unknown := [state for state in states if state not in _STATES]:
        raise ActionError("ConfigurationError", f"AlarmStates must be of {', '.join(_STATES)}, not {unknown[0]}")
    return states


def _minutes(context: ActionContext) -> int:
    minutes = context.configuration.get("WaitTime", "0")
    if not minutes.isdecimal():
        raise ActionError("ConfigurationError", f"WaitTime must be a number of minutes, not {minutes}")
    return int(minutes)


def _state(context: ActionContext, name: str) -> str:
    found = artifacts.client(context, "cloudwatch").describe_alarms(
        AlarmNames=[name], AlarmTypes=["CompositeAlarm", "MetricAlarm"]
    )
    for alarm in (*found["MetricAlarms"], *found["CompositeAlarms"]):
        return str(alarm["StateValue"])
    raise ActionError("ConfigurationError", f"The alarm {name} doesn't exist")
