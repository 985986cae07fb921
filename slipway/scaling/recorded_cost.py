"""What a request of a kind uses, as counted on the local AWS and kept in a file of the repository."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from slipway.config.toml import read_file
from slipway.errors import SlipwayError
from slipway.scaling import cost
from slipway.scaling.cost import Prices

FILE = "cost.toml"
"""The name of the file in a stack's folder."""

_HEAD = (
    "# What a request uses, by the units of `slipway cost`, which writes this file: `slipway cost ID --record FILE`.\n"
)
_MILLION = 1_000_000


@dataclass(frozen=True)
class Counts:
    """What a request uses.

    Attributes:
        recorded: the day of the count.
        units: units by the keys of a price table.
    """

    recorded: date
    units: dict[str, float]


def read(file: Path) -> dict[str, Counts]:
    """Return what requests use, by their method and route.

    Raises:
        SlipwayError: the file isn't TOML, or has another value.
    """
    table = read_file(file)
    return {name: _counts(f"[{json.dumps(name)}] of {file}", value) for name, value in table.items()}


def _counts(where: str, table: Any) -> Counts:  # noqa: ANN401 - any value of TOML
    recorded = table.get("recorded") if isinstance(table, dict) else None
    if type(recorded) is not date:
        raise SlipwayError(f"{where}: recorded must be a date, such as 2026-11-29")
    units = {name: value for name, value in table.items() if name != "recorded"}
    for name, value in units.items():
        if name not in cost.UNITS:
            raise SlipwayError(f"{where}: unknown unit {name!r}; there are {', '.join(cost.UNITS)}")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise SlipwayError(f"{where}: {name} must be a number of at least 0, not {value!r}")
    return Counts(recorded, units)


def write(file: Path, name: str, units: Mapping[str, float], today: date) -> None:
    """Write what a request uses into a file, in the place of an earlier count of the same request.

    Args:
        file: file to write, which may exist.
        name: method and route of the request.
        units: units by the keys of a price table.
        today: the day of the count.

    Raises:
        SlipwayError: the file is invalid, or can't be written.
    """
    found = (read(file) if file.exists() else {}) | {name: Counts(today, dict(units))}
    text = _HEAD
    for request in sorted(found):
        counts = found[request]
        lines = [f"recorded = {counts.recorded}", *(f"{unit} = {amount:.6g}" for unit, amount in counts.units.items())]
        text += f"\n[{json.dumps(request)}]\n" + "".join(f"{line}\n" for line in lines)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SlipwayError(f"{file} can't be written: {error.strerror}") from error


def markdown(requests: Mapping[str, Counts], prices: Prices) -> str:
    """Return a section for a comment: what a million requests of each kind cost; empty without requests.

    Args:
        requests: what each request uses, by its method and route.
        prices: list prices.
    """
    if not requests:
        return ""
    totals = {name: sum(price for _, _, price in cost.rows(counts.units, prices)) for name, counts in requests.items()}
    rows = [f"| `{name}` | {_MILLION * totals[name]:.2f} | {counts.recorded} |" for name, counts in requests.items()]
    note = (
        f"List prices of {prices.region}, {prices.date}, without storage, data transfer and what is paid by the month."
    )
    return "\n".join(["### Cost", "", "| A million requests | $ | counted |", "|---|---|---|", *rows, "", note, ""])
