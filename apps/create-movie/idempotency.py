"""Idempotency keys: a request that is sent again makes no second movie."""

import json
import re
import time
from dataclasses import replace
from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError

from movies.model import Movie
from rest_api.errors import HttpError
from rest_api.request import Request
from runtime.settings import setting

_TABLE = setting("IDEMPOTENCY_TABLE")
_SECONDS = 24 * 60 * 60
_KEY = re.compile(r"[!-~]{1,255}")
_THROTTLED = {"ProvisionedThroughputExceeded", "ThrottlingError"}


def key(request: Request) -> str | None:
    """Return the key under which the request is remembered, or None when it asks for nothing of the kind.

    Callers can't meet on each other's keys: the one who signed the request is part of it.

    Raises:
        HttpError: 400, the ``Idempotency-Key`` header can't be a key.
    """
    header = request.header("idempotency-key")
    if header is None:
        return None
    if not _KEY.fullmatch(header):
        raise HttpError(400, "Idempotency-Key must have 1 to 255 visible ASCII characters.")
    return _hash([request.caller, request.method, request.resource, header])


def record(hashed_key: str, movie: Movie) -> dict[str, Any]:
    """Return the Put operation that remembers the key for a day, unless it is remembered already."""
    now = int(time.time())
    return {
        "TableName": _TABLE,
        "Item": {
            "key": {"S": hashed_key},
            "request_hash": {"S": _hash(movie.fields())},
            "movie_id": {"S": movie.id},
            "expires_at": {"N": str(now + _SECONDS)},
        },
        # DynamoDB deletes an expired item within days, not at once:
        # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
        "ConditionExpression": "attribute_not_exists(#key) OR #expires_at < :now",
        "ExpressionAttributeNames": {"#key": "key", "#expires_at": "expires_at"},
        "ExpressionAttributeValues": {":now": {"N": str(now)}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def created_before(refusal: ClientError, movie: Movie) -> Movie:
    """Return the movie that the key's first request made, from the transaction that its record refused.

    The answer of then needs no copy: a request with the same hash says the same of the movie.

    Raises:
        HttpError: 422, the first request had another body; 409, it is still under way; 429.
    """
    reasons: Any = refusal.response["CancellationReasons"]
    known = next((reason["Item"] for reason in reasons if reason.get("Item")), None)
    if known is None:
        if _THROTTLED & {reason.get("Code") for reason in reasons}:
            raise HttpError(429, "Too many requests: try again in a moment.")
        raise HttpError(409, "A request with this Idempotency-Key is under way: try again in a moment.")
    if known["request_hash"]["S"] != _hash(movie.fields()):
        raise HttpError(422, "This Idempotency-Key was used with another body.")
    return replace(movie, id=known["movie_id"]["S"])


def _hash(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
