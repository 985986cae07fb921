"""The capacity file: the load that a system has to carry, and the settings that limit it."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from slipway.config.toml import KINDS, read_file, reject_unknown_keys, require
from slipway.errors import SlipwayError

SOURCES = ("api", "queue", "stream")
"""What invokes a function."""

_QUOTAS = Path(__file__).with_name("quotas.toml")
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function of the system.

    Attributes:
        source: ``api``, ``queue`` or ``stream``.
        milliseconds: duration of an invocation; of a queue or a stream, one with a full batch.
        per_request: how many of its events an API request causes on average, e.g. 0.2 if every fifth is a change.
        concurrency: the reserved concurrency of an API's function, the maximum concurrency of a queue's mapping, or a
            stream's shards times the parallelization factor. Without it an API's function has what the account has, a
            queue what Lambda allows, and a stream one.
        batch: the mapping's batch size.
        mails: recipients of the mails that an event causes.
        writes: write units of DynamoDB that an event needs in its most used partition.
        reads: read units, likewise.
    """

    source: str
    milliseconds: float
    per_request: float = 1
    concurrency: int | None = None
    batch: int = 1
    mails: float = 0
    writes: float = 0
    reads: float = 0


@dataclass(frozen=True, kw_only=True)
class Quotas:
    """Service quotas; ``quotas.toml`` has their values and sources."""

    concurrency: int
    requests_per_concurrency: int
    new_executions: int
    queue_concurrency: int
    api_rate: float
    api_burst: float
    mails_per_second: float
    mails_per_day: float
    partition_writes: float
    partition_reads: float


@dataclass(frozen=True, kw_only=True)
class Load:
    """A capacity file.

    Attributes:
        requests: requests of the API in a second, in the busiest minute.
        burst: requests at the same moment.
        daily: requests of a day (default: none, so that quotas of a day aren't compared).
        outage: seconds in which the consumers of queues and streams don't work, to see how long they need afterwards.
        throttled: share of API requests that may be throttled by Lambda.
        quotas: those of the account.
        functions: functions by name.
    """

    requests: float
    burst: float = 0
    daily: float = 0
    outage: float = 600
    throttled: float = 0.001
    quotas: Quotas
    functions: dict[str, Function] = field(default_factory=dict)


def read(file: Path) -> Load:
    """Return the load that a capacity file describes.

    Raises:
        SlipwayError: the file isn't TOML, or a value is missing or wrong.
    """
    where = file.name
    table = read_file(file)
    functions = require(where, table, "functions", dict)
    quotas = tomllib.loads(_QUOTAS.read_text())["quotas"] | require(where, table, "quotas", dict, {})
    rest = {name: value for name, value in table.items() if name not in ("functions", "quotas")}
    load = checked(
        where,
        rest,
        Load,
        quotas=checked(f"[quotas] of {where}", quotas, Quotas),
        functions={name: _function(f"[functions.{name}] of {where}", value) for name, value in functions.items()},
    )
    if not 0 < load.throttled < 1:
        raise SlipwayError(f"{where}: throttled must be between 0 and 1, not {load.throttled!r}")
    return load


def _function(where: str, table: Any) -> Function:  # noqa: ANN401 - any value of TOML
    if not isinstance(table, dict):
        raise SlipwayError(f"{where} must be {KINDS[dict]}, not {table!r}")
    function = checked(where, table, Function)
    if function.source not in SOURCES:
        raise SlipwayError(f"{where}: source must be one of {', '.join(SOURCES)}, not {function.source!r}")
    if not function.milliseconds:
        raise SlipwayError(f"{where}: milliseconds must be greater than 0")
    return function


def checked(where: str, table: dict[str, Any], kind: type[_T], **values: Any) -> _T:  # noqa: ANN401 - any value
    """Return the dataclass of a table, whose values are texts, whole numbers from 1 on, or numbers from 0 on.

    Args:
        where: names the table, for error messages.
        table: table from a TOML file.
        kind: the dataclass.
        **values: values of other fields, which the table may not have.

    Raises:
        SlipwayError: a key is unknown or missing, or its value is wrong.
    """
    reject_unknown_keys(where, table, kind, internal=values)
    for item in fields(kind):  # type: ignore[arg-type] # a dataclass
        if item.name in table:
            _check(f"{where}: {item.name}", table[item.name], str(item.type))
        elif item.name not in values and item.default is item.default_factory:  # both are MISSING
            raise SlipwayError(f"{where}: {item.name} is missing")
    return kind(**table, **values)


def _check(label: str, value: Any, kind: str) -> None:  # noqa: ANN401 - any value of TOML
    if "str" in kind:
        if not isinstance(value, str):
            raise SlipwayError(f"{label} must be {KINDS[str]}, not {value!r}")
        return
    is_whole = "int" in kind
    allowed, least = (int, 1) if is_whole else (int | float, 0)
    if isinstance(value, bool) or not isinstance(value, allowed) or not least <= value < float("inf"):
        raise SlipwayError(f"{label} must be a {'whole ' if is_whole else ''}number of at least {least}, not {value!r}")
