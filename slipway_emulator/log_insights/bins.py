"""The function ``bin``: the begin of the period that an event is in.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from slipway_emulator.log_insights.conditions import MILLISECONDS
from slipway_emulator.log_insights.tokens import QueryError, Reader

Row = Mapping[str, str]
Column = tuple[str, Callable[[Row], str | None]]
"""The name of a column, and what returns its value of a row."""

_UNITS = {
    1: ("ms", "msec", "millisecond", "milliseconds"),
    1000: ("s", "sec", "second", "seconds"),
    60_000: ("m", "min", "minute", "minutes"),
    3_600_000: ("h", "hr", "hour", "hours"),
    86_400_000: ("d", "day", "days"),
}
_MILLISECONDS = {unit: milliseconds for milliseconds, units in _UNITS.items() for unit in units}


def column(reader: Reader) -> Column:
    """Return a field or ``bin(5m)``, with its name.

    Raises:
        QueryError: it is neither, or has an unknown unit of time.
    """
    name = reader.take("name").value
    if name.lower() != "bin" or not reader.accept("("):
        return name, lambda row: row.get(name)
    text = reader.take("period").value
    reader.expect(")")
    number, unit = re.fullmatch(r"(\d+)(\w+)", text).groups()  # type: ignore[union-attr]  # so is the token
    if unit not in _MILLISECONDS or not int(number):
        raise QueryError(f"the local AWS doesn't have the period {text} of bin, only ms, s, m, h and d")
    step = int(number) * _MILLISECONDS[unit]
    return f"bin({text})", lambda row: _floor(row, step)


def _floor(row: Row, step: int) -> str | None:
    if MILLISECONDS not in row:
        return None
    milliseconds = int(row[MILLISECONDS]) // step * step
    time = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return time.isoformat(sep=" ", timespec="milliseconds").partition("+")[0]
