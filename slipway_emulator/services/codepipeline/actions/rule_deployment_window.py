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
_NAMES = {"months": _MONTHS, "weekdays": _DAYS}
# The fields, with their smallest and largest value.
_FIELDS = {
    "seconds": (0, 59),
    "minutes": (0, 59),
    "hours": (0, 23),
    "days": (1, 31),
    "months": (1, 12),
    "weekdays": (1, 7),
    "years": (1970, 2199),
}
_REQUIRED = 6  # fields, including the seconds
_ITEM = re.compile(r"(\*|\?|([0-9]{1,9})(?:-([0-9]{1,9}))?)(?:/([0-9]{1,9}))?")

Window = tuple[frozenset[int], ...]


def run(context: ActionContext) -> ActionResult:
    """Wait until the window is open.

    Raises:
        ActionError: ``ConfigurationError``: the expression or the time zone is invalid, or isn't supported;
            ``JobFailed``: the rule was stopped.
    """
    artifacts.reject_unknown_keys(context, "rule_deployment_window")
    zone = parse_zone(context.configuration.get("TimeZone", "UTC"))
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
    given = [*fields, "*"][: len(_FIELDS)]
    _, *values = (_values(expression, name, text.upper()) for name, text in zip(_FIELDS, given, strict=True))
    return tuple(values)


def is_open(window: Window, now: datetime) -> bool:
    """Return whether a time is in a window."""
    # A week begins on Sunday, with 1.
    weekday = now.isoweekday() % 7 + 1
    current = (now.minute, now.hour, now.day, now.month, weekday, now.year)
    return all(value in allowed for value, allowed in zip(current, window, strict=True))


def parse_zone(name: str) -> zoneinfo.ZoneInfo:
    """Return a time zone by its name in the IANA database, e.g. ``Europe/Berlin``.

    Raises:
        ActionError: ``ConfigurationError``; there is no such time zone.
    """
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: the name of a folder
        raise ActionError("ConfigurationError", f"TimeZone {name} doesn't exist") from error


def _values(expression: str, field: str, text: str) -> frozenset[int]:
    smallest, largest = _FIELDS[field]
    numbers = {name: str(number) for number, name in enumerate(_NAMES.get(field, ()), 1)}
    values: set[int] = set()
    for item in re.sub(r"[A-Z]{3}", lambda name: numbers.get(name[0], name[0]), text).split(","):
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


def _error(expression: str, reason: str) -> ActionError:
    return ActionError("ConfigurationError", f"Cron {expression} is not valid: {reason}")
