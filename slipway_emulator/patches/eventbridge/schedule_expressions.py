"""A cron or rate expression with a value that is out of range is refused, by rules and schedules.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html

MiniStack's parser takes any number. A minute such as 71 raises an error when the next time is calculated, in the
thread that runs the rules and schedules of all accounts, so that none after it runs. A rate of 0 runs all the time.
"""

import functools
import re
from collections.abc import Callable
from typing import Any

from ministack.services import eventbridge

# Minute, hour, day of the month, month, day of the week, year.
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))
_NUMBER = re.compile(r"\d+")
# A step, as in `0/15`, or the week of a month, as in `6#3`; neither is a value of the field.
_STEP = re.compile(r"/([1-9]\d{0,3})(?=,|$)|#[1-5](?=,|$)")


def apply() -> None:
    """Wrap the parsers of both kinds of expressions."""
    eventbridge._parse_cron_fields = _cron_in_range(eventbridge._parse_cron_fields)
    eventbridge._parse_rate_seconds = _positive_rate(eventbridge._parse_rate_seconds)


def _cron_in_range(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    @functools.wraps(parse)
    def parse_in_range(expression: str) -> Any:  # noqa: ANN401 - MiniStack's tuple of fields, or None
        fields = expression.strip().removeprefix("cron(").removesuffix(")").split()
        # Checked first, because MiniStack makes a set of all values of a range.
        if len(fields) != len(_RANGES) or not all(map(_is_in_range, fields, _RANGES)):
            return None
        parsed = parse(expression)
        return parsed if parsed and all(map(_has_values, parsed)) else None

    return parse_in_range


def _is_in_range(field: str, bounds: tuple[int, int]) -> bool:
    values = _STEP.sub("", field)
    return "/" not in values and all(bounds[0] <= int(value) <= bounds[1] for value in _NUMBER.findall(values))


def _has_values(field: object) -> bool:
    """Return False for a range whose start is after its end."""
    return bool(any(field.values())) if isinstance(field, dict) else field != frozenset()


def _positive_rate(parse: Callable[[str], int | None]) -> Callable[[str], int | None]:
    @functools.wraps(parse)
    def parse_positive(expression: str) -> int | None:
        return parse(expression) or None

    return parse_positive
