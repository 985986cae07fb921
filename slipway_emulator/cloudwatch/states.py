"""Decides the state of an alarm from its data points. It is independent of MiniStack.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

import operator
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

ALARM, OK, INSUFFICIENT_DATA = "ALARM", "OK", "INSUFFICIENT_DATA"
# CloudWatch reads more data points than the alarm evaluates, as many as its own examples have.
EXTRA_POINTS = 2

_COMPARISONS: Mapping[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}
_TREATMENTS = {"breaching": "Breaching", "notBreaching": "NonBreaching"}


@dataclass(frozen=True)
class Limits:
    """An alarm's settings, as in PutMetricAlarm.

    Attributes:
        threshold: threshold that values are compared with.
        comparison: one of ``COMPARISONS``.
        periods: EvaluationPeriods.
        points_to_alarm: DatapointsToAlarm.
        missing: TreatMissingData.
    """

    threshold: float
    comparison: str
    periods: int
    points_to_alarm: int
    missing: str

    def is_breaching(self, value: float) -> bool:
        """Return whether a value breaches the threshold."""
        return _COMPARISONS[self.comparison][0](value, self.threshold)


COMPARISONS = frozenset(_COMPARISONS)
Point = tuple[int, float]  # the start of the period, in seconds since 1970, and the value


@dataclass(frozen=True)
class Decision:
    """The result of an evaluation.

    Attributes:
        state: ``ALARM``, ``OK`` or ``INSUFFICIENT_DATA``.
        reason: text for people.
        points: those that were evaluated, the latest first.
    """

    state: str
    reason: str
    points: Sequence[Point]


def decide(series: Mapping[int, float], times: Sequence[int], limits: Limits, current: str) -> Decision | None:
    """Return the state of an alarm; None if it keeps its current one.

    Args:
        series: the data points that exist.
        times: the starts of the periods that CloudWatch reads, the latest last: the evaluated ones and `EXTRA_POINTS`.
        limits: the alarm's settings.
        current: the alarm's state.
    """
    points = [(start, series[start]) for start in reversed(times) if start in series][: limits.periods]
    state = _state(points, times, limits)
    if state is None or state == current:
        return None
    return Decision(state, _reason(state, points, limits, current), points)


def _state(points: Sequence[Point], times: Sequence[int], limits: Limits) -> str | None:
    missing = limits.periods - len(points)
    breaching = sum(limits.is_breaching(value) for _, value in points)
    if limits.missing == "breaching":
        return ALARM if breaching + missing >= limits.points_to_alarm else OK
    if breaching >= limits.points_to_alarm:
        return ALARM
    if limits.missing == "notBreaching" or breaching < len(points):
        return OK
    if limits.missing == "ignore":
        return None
    if not points:
        return INSUFFICIENT_DATA
    # Every point breaches, but there are too few. "- - X - -" is a premature alarm: the oldest point is old enough.
    age = len(times) - times.index(points[-1][0])
    return ALARM if age >= limits.points_to_alarm else None


def _reason(state: str, points: Sequence[Point], limits: Limits, current: str) -> str:
    missing = limits.periods - len(points)
    if state == INSUFFICIENT_DATA:
        return f"Insufficient Data: {_count(limits.periods, 'datapoint')} {_was(limits.periods)} unknown."
    treated = (
        f"{_count(missing, 'missing datapoint')} {_was(missing)} treated as [{_TREATMENTS.get(limits.missing, '')}]"
    )
    if not points:
        return f"Threshold Crossed: no datapoints were received for {_count(missing, 'period')} and {treated}."
    shown = [point for point in points if limits.is_breaching(point[1]) == (state == ALARM)]
    values = ", ".join(f"{value} ({_moment(start)})" for start, value in shown)
    minimum = limits.points_to_alarm if state == ALARM else limits.periods - limits.points_to_alarm + 1
    return (
        f"Threshold Crossed: {len(shown)} out of the last {limits.periods} datapoints [{values}] "
        f"{_was(len(shown))} {'' if state == ALARM else 'not '}{_COMPARISONS[limits.comparison][1]} the threshold "
        f"({limits.threshold}){f' and {treated}' if missing and limits.missing in _TREATMENTS else ''} "
        f"(minimum {_count(minimum, 'datapoint')} for {current} -> {state} transition)."
    )


def _moment(start: int) -> str:
    return time.strftime("%d/%m/%y %H:%M:%S", time.gmtime(start))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
