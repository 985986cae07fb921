"""The rule DeploymentWindow: waits until a time that matches a cron expression.

https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
"""

import re
import zoneinfo
from datetime import datetime

from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts

_INTERVAL = 1  # seconds between two looks at the clock
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_NAMES = {name: str(number) for names in (_MONTHS, _DAYS) for number, name in enumerate(names, 1)}
# The fields after the seconds, with their smallest and largest value.
_FIELDS = {
    "minutes": (0, 59),
    "hours": (0, 23),
    "days": (1, 31),
    "months": (1, 12),
    "weekdays": (1, 7),
    "years": (1970, 2199),
}
_REQUIRED = 6  # fields, including the seconds
_ITEM = re.compile(r"(\*|\?|(\d+)(?:-(\d+))?)(?:/(\d+))?")

Window = tuple[frozenset[int], ...]


def run(context: ActionContext) -> ActionResult:
    """Wait until the window is open.

    Raises:
        ActionError: ``ConfigurationError``: the expression or the time zone is invalid, or isn't supported;
            ``JobFailed``: the rule was stopped.
    """
    artifacts.reject_unknown_keys(context, "rule_deployment_window")
    zone = _zone(context.configuration.get("TimeZone", "UTC"))
    window = parse(context.configuration["Cron"])
    while not is_open(window, datetime.now(zone)):
        if context.cancelled.wait(_INTERVAL):
            raise ActionError("JobFailed", "The rule was stopped before the window opened")
    return ActionResult(summary="The window is open")


def parse(expression: str) -> Window:
    """Return the values of each field of a cron expression, without the seconds.

    Raises:
        ActionError: ``ConfigurationError``; it is invalid, or has L, W or #, which the local AWS doesn't support.
    """
    fields = expression.split()
    if not _REQUIRED <= len(fields) <= _REQUIRED + 1:
        raise _error(expression, "it must have six fields (seconds first), and optionally a year")
    values = [*fields[1:], "*"][: len(_FIELDS)]
    return tuple(_values(expression, text.upper(), *_FIELDS[name]) for name, text in zip(_FIELDS, values, strict=True))


def is_open(window: Window, now: datetime) -> bool:
    """Return whether a time is in a window."""
    # A week begins on Sunday, with 1.
    weekday = now.isoweekday() % 7 + 1
    current = (now.minute, now.hour, now.day, now.month, weekday, now.year)
    return all(value in allowed for value, allowed in zip(current, window, strict=True))


def _values(expression: str, field: str, smallest: int, largest: int) -> frozenset[int]:
    values: set[int] = set()
    for item in re.sub(r"[A-Z]{3}", lambda name: _NAMES.get(name[0], name[0]), field).split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise _error(expression, f"the local AWS doesn't support {item}")
        anything, first, last, step = match[2] is None, match[2], match[3], int(match[4] or 1)
        start = smallest if anything else int(first)
        end = int(last) if last else largest if anything or match[4] else start
        if step == 0 or not smallest <= start <= end <= largest:
            raise _error(expression, f"{item} is not between {smallest} and {largest}")
        values |= set(range(start, end + 1, step))
    return frozenset(values)


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise ActionError("ConfigurationError", f"TimeZone {name} doesn't exist") from error


def _error(expression: str, reason: str) -> ActionError:
    return ActionError("ConfigurationError", f"Cron {expression} is not valid: {reason}")
