"""Canary deployments: a new version receives a share of the invocations first, while its alarms are watched."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from slipway.errors import SlipwayError

# Seconds between two checks. CloudWatch evaluates an alarm at most once in 10 seconds.
INTERVAL = 5.0


@dataclass(frozen=True)
class Canary:
    """The options of a canary deployment.

    Attributes:
        percent: share of the invocations that the new version receives first, 1 to 99.
        bake: seconds without a failure until the new version receives all invocations.
        alarms: names of CloudWatch alarms, none of which may be in ALARM.
    """

    percent: int
    bake: float
    alarms: tuple[str, ...] = ()


def bake(seconds: float, check: Callable[[], None], stop: threading.Event) -> None:
    """Call ``check`` every 5 seconds, and once more at the end.

    Args:
        seconds: how long to repeat it.
        check: raises an error to end the canary.
        stop: ends the canary when it is set.

    Raises:
        SlipwayError: ``stop`` was set.
        Exception: raised by ``check``.
    """
    end = time.monotonic() + seconds
    while (remaining := end - time.monotonic()) > 0:
        if stop.wait(min(INTERVAL, remaining)):
            raise SlipwayError("interrupted")
        check()


def assert_no_alarm(cloudwatch: Any, names: Sequence[str]) -> None:  # noqa: ANN401 - boto3's
    """Check that none of these alarms, metric or composite, is in ALARM.

    Raises:
        SlipwayError: an alarm is in ALARM, or doesn't exist.
        ClientError, BotoCoreError: the call of CloudWatch failed.
    """
    if not names:
        return
    response = cloudwatch.describe_alarms(AlarmNames=list(names), AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    alarms = {alarm["AlarmName"]: alarm for alarm in [*response["MetricAlarms"], *response["CompositeAlarms"]]}
    for name in names:
        if name not in alarms:
            raise SlipwayError(f"there is no alarm {name!r} in {cloudwatch.meta.region_name}")
        if alarms[name]["StateValue"] == "ALARM":
            reason = alarms[name].get("StateReason") or "no reason given"
            raise SlipwayError(f"alarm {name!r} is in ALARM ({reason})")
