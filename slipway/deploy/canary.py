"""Canary deployments: a new version receives a share of the invocations first, while its alarms are watched."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from slipway.config.app import App
from slipway.errors import SlipwayError

# Seconds between two checks. CloudWatch evaluates an alarm at most once in 10 seconds.
INTERVAL = 5.0


@dataclass(frozen=True)
class Canary:
    """The options of a canary deployment.

    Attributes:
        percent: share of the invocations that the new version receives first, 1 to 99.
        bake: seconds without a failure until the new version receives all invocations.
        alarms: names of CloudWatch alarms, none of which may be in ALARM; those of the apps are added.
    """

    percent: int
    bake: float
    alarms: tuple[str, ...] = ()

    def alarms_of(self, apps: Iterable[App], environment: str) -> tuple[str, ...]:
        """Return the names of the alarms that end a canary of these apps."""
        own = [f"{environment}-{app.alarm}" for app in apps if app.alarm]
        return tuple(dict.fromkeys([*self.alarms, *own]))


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
