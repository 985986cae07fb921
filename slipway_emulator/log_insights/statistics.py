"""The statistics of ``stats``.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slipway_emulator.cloudwatch.statistics import Sample, statistic
from slipway_emulator.log_insights.bins import Column, column
from slipway_emulator.log_insights.conditions import number
from slipway_emulator.log_insights.tokens import QueryError, Reader

Row = Mapping[str, str]

_OF_NUMBERS: dict[str, Callable[[Sequence[float]], float]] = {
    "avg": lambda values: sum(values) / len(values),
    "max": max,
    "min": min,
    "sum": sum,
}


@dataclass(frozen=True)
class Aggregate:
    """A statistic.

    Attributes:
        name: name of the column.
        value: returns it for the rows of a group; None if there is none.
    """

    name: str
    value: Callable[[Sequence[Row]], float | None]


def stats(reader: Reader) -> Callable[[Sequence[Row]], list[dict[str, str]]]:
    """Return the command: it makes a row of each group.

    Raises:
        QueryError: it is malformed, or isn't supported.
    """
    aggregates = [_aggregate(reader)]
    while reader.accept(","):
        aggregates.append(_aggregate(reader))
    columns = _columns(reader) if reader.accept("by") else []
    names = [name for name, _ in columns]

    def group(rows: Sequence[Row]) -> list[dict[str, str]]:
        groups: dict[tuple[str | None, ...], list[Row]] = {}
        for row in rows:
            groups.setdefault(tuple(value(row) for _, value in columns), []).append(row)
        return [_row(names, key, aggregates, members) for key, members in groups.items()]

    return group


def names_of(reader: Reader) -> list[str]:
    """Return a list of fields.

    Raises:
        QueryError: a part isn't a field.
    """
    names = [reader.take("name").value]
    while reader.accept(","):
        names.append(reader.take("name").value)
    return names


def _columns(reader: Reader) -> list[Column]:
    columns: list[Column] = []
    while not columns or reader.accept(","):
        name, value = column(reader)
        columns.append((reader.take("name").value if reader.accept("as") else name, value))
    return columns


def _row(
    names: list[str], key: tuple[str | None, ...], aggregates: list[Aggregate], members: Sequence[Row]
) -> dict[str, str]:
    values = ((aggregate.name, aggregate.value(members)) for aggregate in aggregates)
    row = {name: value for name, value in zip(names, key, strict=True) if value is not None}
    return row | {name: _text(value) for name, value in values if value is not None}


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else str(round(value, 4))


def _aggregate(reader: Reader) -> Aggregate:
    function = reader.take("name").value
    reader.expect("(")
    field = "*" if reader.accept("*") else reader.take("name").value
    percent = reader.take("number").value if reader.accept(",") else ""
    reader.expect(")")
    label = f"{function}({field}, {percent})" if percent else f"{function}({field})"
    value = _function(function.lower(), field, percent, label)
    return Aggregate(reader.take("name").value if reader.accept("as") else label, value)


def _function(name: str, field: str, percent: str, label: str) -> Callable[[Sequence[Row]], float | None]:
    if name == "count" and not percent:
        return lambda rows: sum(field == "*" or field in row for row in rows)
    if name == "count_distinct" and not percent:
        return lambda rows: len({row[field] for row in rows if field in row})
    if name == "pct" and percent:
        return lambda rows: statistic(f"p{percent}", [Sample(value) for value in _numbers(rows, field)])
    if name in _OF_NUMBERS and not percent:
        return lambda rows: _OF_NUMBERS[name](values) if (values := _numbers(rows, field)) else None
    raise QueryError(f"the local AWS doesn't have the function {label}")


def _numbers(rows: Sequence[Row], field: str) -> list[float]:
    return [value for row in rows if (value := number(row.get(field))) is not None]
