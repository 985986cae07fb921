"""Statistics of the data points in a period. It is independent of MiniStack.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, floor

BASIC = frozenset({"SampleCount", "Sum", "Average", "Minimum", "Maximum"})
# p99, tm90; TM(10%:90%), PR(:300)
_SHORT = re.compile(r"(p|tm|wm|tc|ts)(\d+(?:\.\d+)?)")
_RANGE = re.compile(r"(TM|WM|TC|TS|PR)\((?:(\d+(?:\.\d+)?)(%?))?:(?:(\d+(?:\.\d+)?)(%?))?\)")
_IQM = "TM(25%:75%)"


@dataclass(frozen=True)
class Sample:
    """A value that was published ``count`` times."""

    value: float
    count: float = 1


def is_valid(name: str) -> bool:
    """Return whether a name is that of a statistic, e.g. ``Sum``, ``p99.9``, ``tm90``, ``TM(10%:90%)`` or ``IQM``."""
    return bool(name in BASIC or name == "IQM" or _SHORT.fullmatch(name) or _RANGE.fullmatch(name))


def statistic(name: str, samples: Sequence[Sample]) -> float | None:
    """Return a statistic of the samples; None if there is none.

    Args:
        name: name for which `is_valid` is true.
        samples: samples in any order.
    """
    ordered = sorted((sample for sample in samples if sample.count > 0), key=lambda sample: sample.value)
    if not ordered:
        return None
    if name in BASIC:
        return _basic(name, ordered)
    if short := _SHORT.fullmatch(name):
        kind, bound = short.groups()
        return (
            _percentile(ordered, float(bound))
            if kind == "p"
            else _of_range(kind.upper(), ordered, (0, True), (float(bound), True))
        )
    match = _RANGE.fullmatch(_IQM if name == "IQM" else name)
    if match is None:
        raise ValueError(f"there is no statistic {name!r}")
    kind, low, low_unit, high, high_unit = match.groups()
    lower = (float(low), low_unit == "%") if low else (0.0, True)
    upper = (float(high), high_unit == "%") if high else (100.0, True)
    return _of_range(kind, ordered, lower, upper)


def _basic(name: str, samples: Sequence[Sample]) -> float:
    count = sum(sample.count for sample in samples)
    total = sum(sample.value * sample.count for sample in samples)
    return {
        "SampleCount": count,
        "Sum": total,
        "Average": total / count,
        "Minimum": samples[0].value,
        "Maximum": samples[-1].value,
    }[name]


def _percentile(samples: Sequence[Sample], percent: float) -> float:
    """Interpolate between the two nearest ranks, as MiniStack's GetMetricStatistics does."""
    ends = list(accumulate(sample.count for sample in samples))
    rank = percent / 100 * max(ends[-1] - 1, 0)
    low, high = (
        next((sample.value for sample, end in zip(samples, ends, strict=True) if index < end), samples[-1].value)
        for index in (floor(rank), ceil(rank))
    )
    return low + (rank - floor(rank)) * (high - low)


_Bound = tuple[float, bool]  # the number, and whether it is a percentage of the samples rather than a value


def _of_range(kind: str, samples: Sequence[Sample], lower: _Bound, upper: _Bound) -> float | None:
    """Return the mean (TM), count (TC), sum (TS) or share (PR) of the samples in a range.

    WM is the mean of all samples, with those outside of the range at its limits.
    """
    count = sum(sample.count for sample in samples)
    if kind == "WM":
        low, high = (_percentile(samples, number) if is_percent else number for number, is_percent in (lower, upper))
        return sum(min(max(sample.value, low), high) * sample.count for sample in samples) / count
    kept = list(_trimmed(samples, count, lower, upper))
    kept_count, total = sum(sample.count for sample in kept), sum(sample.value * sample.count for sample in kept)
    if kind == "TM":
        return total / kept_count if kept_count else None
    return {"TC": kept_count, "TS": total, "PR": 100 * kept_count / count}[kind]


def _trimmed(samples: Sequence[Sample], count: float, lower: _Bound, upper: _Bound) -> Iterator[Sample]:
    start = 0.0
    for sample in samples:
        end = start + sample.count
        first = max(start, count * lower[0] / 100) if lower[1] else (start if sample.value > lower[0] else end)
        last = min(end, count * upper[0] / 100) if upper[1] else (end if sample.value <= upper[0] else start)
        if last > first:
            yield Sample(sample.value, last - first)
        start = end
