"""The functions of metric math. They are independent of MiniStack.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

# The start of a period, in seconds since 1970, and the value. A period without data has no entry.
Series = dict[int, float]
Value = float | Series | list[Series]
Function = Callable[..., Value]


class ExpressionError(Exception):
    """An expression that can't be evaluated. The message is the reason."""


@dataclass(frozen=True)
class Scope:
    """What an expression can use.

    Attributes:
        ids: returns the value of a metric or of another expression; raises `KeyError` for an unknown id.
        metrics: the metrics, without the expressions.
        times: the starts of all periods, in ascending order.
        period: seconds.
    """

    ids: Callable[[str], Value]
    metrics: Mapping[str, Series]
    times: Sequence[int]
    period: int


def as_series(value: Value, scope: Scope) -> Series:
    """Return a number as the series that has it in every period.

    Raises:
        ExpressionError: the value is an array.
    """
    if isinstance(value, list):
        raise ExpressionError("an array of time series where one is expected")
    return value if isinstance(value, dict) else dict.fromkeys(scope.times, value)


def _of_each(function: Callable[[Series, Scope], Series]) -> Function:
    """A function of one time series, as one of an array too."""

    def run(scope: Scope, value: Value) -> Value:
        if isinstance(value, list):
            return [function(series, scope) for series in value]
        return function(as_series(value, scope), scope)

    return run


def _of_numbers(function: Callable[[float], float]) -> Function:
    def run(series: Series, _scope: Scope) -> Series:
        return {time: float(function(number)) for time, number in series.items()}

    return _of_each(run)


def _aggregate(function: Callable[[list[float]], float]) -> Function:
    """A function whose result is a number for a time series, and a time series for an array."""

    def run(_scope: Scope, *values: Value) -> Value:
        value = values[0]
        if isinstance(value, list):
            times = dict.fromkeys(time for series in value for time in series)
            return {time: float(function([series[time] for series in value if time in series])) for time in times}
        if isinstance(value, dict):
            return float(function(list(value.values()))) if value else {}
        return float(function([number for number in values if isinstance(number, float)]))

    return run


def _differences(series: Series, _scope: Scope) -> Series:
    return {time: number - before for (_, before), (time, number) in pairwise(sorted(series.items()))}


def _rate(series: Series, _scope: Scope) -> Series:
    pairs = pairwise(sorted(series.items()))
    return {time: (number - before) / (time - earlier) for (earlier, before), (time, number) in pairs}


def _running_sum(series: Series, _scope: Scope) -> Series:
    times = sorted(series)
    return dict(zip(times, accumulate(series[time] for time in times), strict=True))


def _if(scope: Scope, condition: Value, then: Value, otherwise: Value | None = None) -> Value:
    branches = {True: then, False: {} if otherwise is None else otherwise}
    if isinstance(condition, float):
        return branches[bool(condition)]
    series = {is_true: as_series(value, scope) for is_true, value in branches.items()}
    chosen = {time: series[bool(number)].get(time) for time, number in as_series(condition, scope).items()}
    return {time: number for time, number in chosen.items() if number is not None}


def _fill(scope: Scope, value: Value, filler: Value | str) -> Value:
    def fill(series: Series, _scope: Scope) -> Series:
        if filler == "LINEAR":
            return _linear(series, scope.times)
        if filler == "REPEAT":
            return _repeated(series, scope.times)
        if isinstance(filler, str):
            raise ExpressionError(f"FILL takes a value, REPEAT or LINEAR, not {filler!r}")
        return as_series(filler, scope) | series

    return _of_each(fill)(scope, value)


def _repeated(series: Series, times: Sequence[int]) -> Series:
    filled: Series = {}
    known = [time for time in times if time in series]
    for time in times[times.index(known[0]) :] if known else []:
        filled[time] = series[time] if time in series else list(filled.values())[-1]
    return filled


def _linear(series: Series, times: Sequence[int]) -> Series:
    filled = dict(series)
    for (start, first), (end, last) in pairwise(sorted(series.items())):
        between = (time for time in times if start < time < end)
        filled |= {time: first + (last - first) * (time - start) / (end - start) for time in between}
    return filled


def _metrics(scope: Scope, part: str = "") -> Value:
    return [series for id_, series in scope.metrics.items() if part in id_]


def _metric_count(_scope: Scope, value: Value) -> Value:
    return float(len(value)) if isinstance(value, list) else 1.0


FUNCTIONS: Mapping[str, Function] = {
    "ABS": _of_numbers(abs),
    "AVG": _aggregate(lambda numbers: sum(numbers) / len(numbers)),
    "CEIL": _of_numbers(lambda number: -(-number // 1)),
    "DATAPOINT_COUNT": _aggregate(len),
    "DIFF": _of_each(_differences),
    "FILL": _fill,
    "FLOOR": _of_numbers(lambda number: number // 1),
    "IF": _if,
    "MAX": _aggregate(max),
    "METRICS": _metrics,
    "METRIC_COUNT": _metric_count,
    "MIN": _aggregate(min),
    "PERIOD": lambda scope, _value: float(scope.period),
    "RATE": _of_each(_rate),
    "RUNNING_SUM": _of_each(_running_sum),
    "SUM": _aggregate(sum),
    "TIME_SERIES": lambda scope, value: as_series(value, scope),
}
