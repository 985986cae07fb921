"""Availability and latency of APIs and functions against a target, from their metrics."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from slipway.config.toml import KINDS, read_file, require
from slipway.errors import SlipwayError
from slipway.scaling.load import checked

_HOUR = 3600  # seconds, the period of the data
_DAY = timedelta(days=1)
_MAX_DAYS = 455  # CloudWatch keeps the data of an hour as long

_SHARE = "PR(:{})"  # percent of the values up to this one
# Of the tables of a file: the namespace, the dimensions, and the metrics. The alias of a function's callers, because a
# deployment invokes a version with a check that may fail on purpose.
_KINDS: dict[str, tuple[str, dict[str, str], dict[str, tuple[str, str]]]] = {
    "apis": (
        "AWS/ApiGateway",
        {"ApiName": "{}"},
        {"requests": ("Count", "SampleCount"), "errors": ("5XXError", "Sum"), "fast": ("Latency", _SHARE)},
    ),
    "http_apis": (
        "AWS/ApiGateway",
        {"ApiId": "{}"},
        {"requests": ("Count", "SampleCount"), "errors": ("5xx", "Sum"), "fast": ("Latency", _SHARE)},
    ),
    "functions": (
        "AWS/Lambda",
        {"FunctionName": "{}", "Resource": "{}:live"},
        {"requests": ("Invocations", "Sum"), "errors": ("Errors", "Sum"), "fast": ("Duration", _SHARE)},
    ),
}


@dataclass(frozen=True, kw_only=True)
class Target:
    """The target of an API or a function.

    Attributes:
        availability: percent of the requests that have another status than 5xx, or of the invocations without an error.
        latency: percent of them that take at most ``milliseconds``.
        milliseconds: milliseconds of the latency.
    """

    availability: float
    latency: float
    milliseconds: int


@dataclass(frozen=True, kw_only=True)
class Levels:
    """A file of service levels.

    Attributes:
        days: number of days that the targets are for, 1 to 455.
        targets: targets by the kind, ``apis``, ``http_apis`` or ``functions``, and the name without the environment.
    """

    days: int
    targets: dict[tuple[str, str], Target] = field(default_factory=dict)


@dataclass(frozen=True)
class Level:
    """A service level that was reached.

    Attributes:
        what: availability, or the latency with its limit.
        target: percent of the requests that must be good.
        reached: percent that was good; None without requests.
        today: percent that was good in the last 24 hours; None without requests.
    """

    what: str
    target: float
    reached: float | None
    today: float | None

    @property
    def is_missed(self) -> bool:
        """Whether the target was missed."""
        return self.reached is not None and self.reached < self.target

    def budget_used(self, reached: float) -> float:
        """Return the share of bad requests, relative to the share that the target allows."""
        return (100 - reached) / (100 - self.target)


def read(file: Path) -> Levels:
    """Return the targets in a file.

    Raises:
        SlipwayError: the file isn't TOML, or a value is missing or wrong.
    """
    where = file.name
    table = read_file(file)
    targets = {
        (kind, name): _target(f"[{kind}.{name}] of {where}", value)
        for kind in _KINDS
        if kind in table
        for name, value in require(where, table, kind, dict).items()
    }
    if not targets:
        raise SlipwayError(f"{where} has no target: write [apis.NAME] (REST), [http_apis.NAME] or [functions.NAME]")
    levels = checked(
        where, {name: value for name, value in table.items() if name not in _KINDS}, Levels, targets=targets
    )
    if levels.days > _MAX_DAYS:
        raise SlipwayError(f"{where}: days must be at most {_MAX_DAYS}, not {levels.days!r}")
    return levels


def _target(where: str, table: Any) -> Target:  # noqa: ANN401 - any value of TOML
    if not isinstance(table, dict):
        raise SlipwayError(f"{where} must be {KINDS[dict]}, not {table!r}")
    target = checked(where, table, Target)
    for name in ("availability", "latency"):
        percent: float = getattr(target, name)
        if not 0 < percent < 100:
            raise SlipwayError(f"{where}: {name} must be between 0 and 100 %, e.g. 99.9, not {percent!r}")
    return target


def queries(kind: str, name: str, target: Target) -> list[dict[str, Any]]:
    """Return the queries of GetMetricData for `reached`.

    Args:
        kind: ``apis``, ``http_apis`` or ``functions``.
        name: name of a REST API, ID of an HTTP API, or name of a function, whose alias ``live`` counts.
        target: its target.
    """
    namespace, templates, metrics = _KINDS[kind]
    dimensions = [{"Name": dimension, "Value": value.format(name)} for dimension, value in templates.items()]
    return [
        {
            "Id": key,
            "MetricStat": {
                "Metric": {"Namespace": namespace, "MetricName": metric, "Dimensions": dimensions},
                "Period": _HOUR,
                "Stat": statistic.format(target.milliseconds),
            },
        }
        for key, (metric, statistic) in metrics.items()
    ]


def reached(series: Mapping[str, Mapping[datetime, float]], target: Target, now: datetime) -> tuple[float, list[Level]]:
    """Return the number of requests, and the levels of availability and latency.

    Args:
        series: the data of `queries`, by their id and the begin of the hour.
        target: target of the API or the function.
        now: the end of the time.
    """
    counts = series["requests"]
    errors = series["errors"]
    good = {
        "availability": (target.availability, {hour: n - errors.get(hour, 0) for hour, n in counts.items()}),
        f"at most {target.milliseconds} ms": (
            target.latency,
            {hour: n * series["fast"].get(hour, 0) / 100 for hour, n in counts.items()},
        ),
    }
    today = {hour for hour in counts if hour > now - _DAY}
    levels = [
        Level(what, percent, _percent(part, counts, counts), _percent(part, counts, today))
        for what, (percent, part) in good.items()
    ]
    return sum(counts.values()), levels


def _percent(
    good: Mapping[datetime, float], counts: Mapping[datetime, float], hours: Iterable[datetime]
) -> float | None:
    hours = list(hours)
    total = sum(counts[hour] for hour in hours)
    return 100 * sum(good[hour] for hour in hours) / total if total else None
