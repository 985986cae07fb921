"""What invocations use that AWS charges for, and what it costs."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from slipway.config.toml import read_file
from slipway.errors import SlipwayError
from slipway.local.invocations import Recorded

PRICES = Path(__file__).with_name("prices.toml")
"""The price table that comes with Slipway."""

_LABELS = {
    "rest_api_request": "API Gateway: requests of a REST API",
    "http_api_request": "API Gateway: requests of an HTTP API",
    "invocation": "Lambda: invocations",
    "gb_second_arm64": "Lambda: GB-seconds, arm64",
    "gb_second_x86_64": "Lambda: GB-seconds, x86_64",
    "write_unit": "DynamoDB: write units",
    "read_unit": "DynamoDB: read units",
    "publish": "SNS: publishes",
    "queue_request": "SQS: requests",
    "recipient": "SES: recipients",
    "log_gigabyte": "CloudWatch Logs: GB",
}
UNITS = tuple(_LABELS)
"""The keys of a price table."""

_CHUNK = 64 * 1024  # bytes that SNS and SQS charge as one request
_WRITES = {"PutItem": "Item", "UpdateItem": "Key", "DeleteItem": "Key"}


@dataclass(frozen=True)
class Usage:
    """An invocation with what its log and its function's configuration say.

    Attributes:
        invocation: invocation with its event and its calls.
        billed: milliseconds.
        memory: MB of the function.
        architecture: ``arm64`` or ``x86_64``.
        log_bytes: bytes that the invocation logs.
    """

    invocation: Recorded
    billed: float
    memory: int
    architecture: str
    log_bytes: int


@dataclass(frozen=True)
class Prices:
    """A price table.

    Attributes:
        date: date of the prices.
        region: region that they are of.
        of: US dollars for each unit, by the keys of `_LABELS`.
    """

    date: str
    region: str
    of: dict[str, float]


def read_prices(file: Path) -> Prices:
    """Return a price table.

    Raises:
        SlipwayError: the file isn't TOML, or lacks a price.
    """
    table = read_file(file)
    prices = table.get("prices")
    for name in _LABELS:
        price = prices.get(name) if isinstance(prices, dict) else None
        if isinstance(price, bool) or not isinstance(price, int | float) or not 0 <= price < float("inf"):
            raise SlipwayError(f"{file}: {name} in [prices] must be a number of US dollars, not {price!r}")
    if unknown := sorted(set(prices or {}) - set(_LABELS)):
        raise SlipwayError(f"{file}: unknown price {unknown[0]!r}; there are {', '.join(_LABELS)}")
    return Prices(str(table.get("date", "?")), str(table.get("region", "?")), dict(prices or {}))


def quantities(usages: Iterable[Usage]) -> dict[str, float]:
    """Return the units that invocations use, by the keys of a price table."""
    found: Counter[str] = Counter()
    for usage in usages:
        found["invocation"] += 1
        seconds = usage.memory / 1024 * usage.billed / 1000
        found[f"gb_second_{usage.architecture}"] += seconds  # type: ignore[assignment] # Counter takes any number
        found["log_gigabyte"] += usage.log_bytes / 1e9  # type: ignore[assignment] # as above
        found.update(_of_event(usage.invocation.event))
        for call in usage.invocation.calls:
            service, _, operation = call["operation"].partition(":")
            found.update(_of_call(service, operation, call["input"]))
    return {name: found[name] for name in _LABELS if found[name]}


def rows(used: Mapping[str, float], prices: Prices) -> list[tuple[str, float, float]]:
    """Return the label of each quantity, the quantity, and its price in US dollars."""
    return [(_LABELS[name], amount, amount * prices.of[name]) for name, amount in used.items()]


def _of_event(event: Any) -> dict[str, int]:  # noqa: ANN401 - any JSON value
    """Return the requests that delivered an event to a function."""
    content = event if isinstance(event, dict) else {}
    context, records = content.get("requestContext"), content.get("Records")
    if isinstance(context, dict) and "apiId" in context:
        return {"http_api_request" if "http" in context else "rest_api_request": 1}
    messages = [each for each in records if each.get("eventSource") == "aws:sqs"] if isinstance(records, list) else []
    # Each was sent; Lambda received and deleted them in one request each.
    return {"queue_request": sum(_chunks(each.get("body", "")) for each in messages) + 2} if messages else {}


def _of_call(service: str, operation: str, values: Mapping[str, Any]) -> dict[str, int]:
    if service == "dynamodb":
        return _of_table(operation, values)
    if service == "sns" and operation.startswith("Publish"):
        entries = values.get("PublishBatchRequestEntries", [values])
        return {"publish": sum(_chunks(each.get("Message", "")) for each in entries)}
    if service == "sqs":
        entries = values.get("Entries", [values])
        return {"queue_request": max(1, _chunks("".join(str(each.get("MessageBody", "")) for each in entries)))}
    if service == "ses" and operation.startswith("Send"):
        destination = values.get("Destination", {})
        return {"recipient": sum(len(addresses) for addresses in destination.values()) or 1}
    return {}


def _of_table(operation: str, values: Mapping[str, Any]) -> dict[str, int]:
    """Return the units of a call to DynamoDB, at least: an item that only the table has may be larger.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
    """
    if operation in _WRITES:
        return {"write_unit": _write_units(values.get(_WRITES[operation], {}))}
    if operation == "TransactWriteItems":
        items = [part for item in values.get("TransactItems", []) for part in item.values()]
        return {"write_unit": sum(2 * _write_units(each.get("Item") or each.get("Key") or {}) for each in items)}
    if operation == "BatchWriteItem":
        requests = [each for table in values.get("RequestItems", {}).values() for each in table]
        return {"write_unit": sum(_write_units(part) for each in requests for part in each.values())}
    if operation == "TransactGetItems":
        return {"read_unit": 2 * len(values.get("TransactItems", []))}
    return {"read_unit": 1} if operation in ("GetItem", "Query", "Scan", "BatchGetItem") else {}


def _write_units(item: Any) -> int:  # noqa: ANN401 - any JSON value
    return ceil(max(1, len(json.dumps(item, default=str).encode())) / 1024)


def _chunks(text: str) -> int:
    return ceil(max(1, len(text.encode())) / _CHUNK)
