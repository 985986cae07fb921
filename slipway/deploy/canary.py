"""A version that gets a share of the alias's invocations first, and is watched meanwhile."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from slipway.errors import SlipwayError

# Seconds between two looks. CloudWatch evaluates an alarm once in 10 seconds at most.
INTERVAL = 5.0


@dataclass(frozen=True)
class Canary:
    """How a new version takes over.

    Attributes:
        percent: of the alias's invocations that it gets first, 1 to 99.
        bake: seconds for which nothing may go wrong until it gets all.
        alarms: names of CloudWatch alarms, none of which may be in ALARM.
    """

    percent: int
    bake: float
    alarms: tuple[str, ...] = ()


def bake(seconds: float, look: Callable[[], None], stop: threading.Event) -> None:
    """Call ``look`` every 5 seconds, at last when the time is over.

    Raises:
        SlipwayError: ``stop`` was set; or whatever ``look`` raises.
    """
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if stop.wait(min(INTERVAL, left)):
            raise SlipwayError("interrupted")
        look()


def expect_quiet(cloudwatch: Any, names: Sequence[str]) -> None:
    """Look whether any of these alarms, metric or composite, is in ALARM.

    Raises:
        SlipwayError: one is, or isn't there.
        ClientError, BotoCoreError: CloudWatch refused, or couldn't be reached.
    """
    if not names:
        return
    answer = cloudwatch.describe_alarms(AlarmNames=list(names), AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    alarms = {alarm["AlarmName"]: alarm for alarm in [*answer["MetricAlarms"], *answer["CompositeAlarms"]]}
    for name in names:
        if name not in alarms:
            raise SlipwayError(f"there is no alarm {name!r} in {cloudwatch.meta.region_name}")
        if alarms[name]["StateValue"] == "ALARM":
            reason = alarms[name].get("StateReason") or "no reason given"
            raise SlipwayError(f"alarm {name!r} is in ALARM ({reason})")
