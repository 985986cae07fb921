"""Idempotency keys: a repeated request doesn't create a second movie."""

import json
import re
import time
from hashlib import sha256
from typing import Any

from aws_client.errors import ClientError
from movies.movie import Movie
from rest_api.request import HttpError, Request
from runtime.aws import setting

_TABLE = setting("IDEMPOTENCY_TABLE")
_LIFETIME = 24 * 60 * 60  # seconds
_KEY = re.compile(r"[!-~]{1,255}")
_POSITION = 1  # of `put_record` in the transaction, after the movie


def hashed_key(request: Request) -> str | None:
    """Return the key of the request's record; None if the request has no idempotency key.

    Keys are scoped to the caller, the method and the resource.

    Raises:
        HttpError: 400, the ``Idempotency-Key`` header is not a valid key.
    """
    header = request.header("idempotency-key")
    if header is None:
        return None
    if not _KEY.fullmatch(header):
        raise HttpError(400, "Idempotency-Key must have 1 to 255 visible ASCII characters.")
    return _hash([request.caller, request.method, request.resource, header])


def put_record(key: str, movie: Movie) -> dict[str, Any]:
    """Return the Put operation that stores the record of a key for a day, unless the key has a record already."""
    now = int(time.time())
    return {
        "TableName": _TABLE,
        "Item": {
            "key": {"S": key},
            "request_hash": {"S": _hash(movie.fields())},
            "movie_id": {"S": movie.id},
            "expires_at": {"N": str(now + _LIFETIME)},
        },
        # DynamoDB deletes an expired item within days, not immediately:
        # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
        "ConditionExpression": "attribute_not_exists(#key) OR #expires_at < :now",
        "ExpressionAttributeNames": {"#key": "key", "#expires_at": "expires_at"},
        "ExpressionAttributeValues": {":now": {"N": str(now)}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def original_movie(failure: ClientError, movie: Movie) -> Movie:
    """Return the movie that the first request with the key created, after the key's record canceled a transaction.

    The first response need not be stored: a request with the same hash has the same fields.

    Raises:
        HttpError: 422, the first request had another body; 409, it is in progress.
        ClientError: the transaction was canceled for a reason that is not the key.
    """
    reasons: Any = failure.response["CancellationReasons"]
    reason = reasons[_POSITION] if len(reasons) > _POSITION else {}
    if reason.get("Code") == "TransactionConflict":
        raise HttpError(409, "A request with this Idempotency-Key is under way: try again in a moment.")
    if not (record := reason.get("Item")):
        raise failure
    if record["request_hash"]["S"] != _hash(movie.fields()):
        raise HttpError(422, "This Idempotency-Key was used with another body.")
    return movie.replace(id=record["movie_id"]["S"])


def _hash(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
