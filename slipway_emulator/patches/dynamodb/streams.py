"""A shard of a stream has a starting number before its first record, and an iterator begins with the stream's ARN.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/dynamodb/test_dynamodb.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/dynamodbstreams/test_dynamodb_streams.snapshot.json

MiniStack's shard has no number as long as it is empty, and its message about a missing stream differs.
"""

import functools
import json
from typing import Any

from ministack.services import dynamodb_streams

from slipway_emulator.responses import Response, error_response_json

_Json = dict[str, Any]
# Below the numbers of all records, which begin with the time.
_FIRST = "0" * 30
_AT = ("AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER")


def apply() -> None:
    """Wrap the operations, and what writes and reads an iterator."""
    describe, find = dynamodb_streams._describe_stream, dynamodb_streams._get_shard_iterator
    encode, decode = dynamodb_streams._encode_iterator, dynamodb_streams._decode_iterator

    @functools.wraps(describe)
    def describe_stream(data: _Json) -> Response:
        status, headers, body = _naming(describe(data), data)
        if status == 200:
            found = json.loads(body)
            for shard in found["StreamDescription"]["Shards"]:
                shard["SequenceNumberRange"].setdefault("StartingSequenceNumber", _FIRST)
            body = json.dumps(found).encode()
        return status, headers, body

    @functools.wraps(find)
    def get_shard_iterator(data: _Json) -> Response:
        if data.get("SequenceNumber") == _FIRST and data.get("ShardIteratorType") in _AT:
            data = {**data, "ShardIteratorType": "TRIM_HORIZON"}
        return _naming(find(data), data)

    @functools.wraps(encode)
    def encode_iterator(*arguments: object, stream_arn: str = "", **options: Any) -> str:  # noqa: ANN401 - MiniStack's
        return f"{stream_arn}|1|{encode(*arguments, stream_arn=stream_arn, **options)}"

    @functools.wraps(decode)
    def decode_iterator(token: str) -> _Json | None:
        decoded: _Json | None = decode(token.rpartition("|")[2])
        return decoded

    dynamodb_streams._describe_stream, dynamodb_streams._get_shard_iterator = describe_stream, get_shard_iterator
    dynamodb_streams._encode_iterator, dynamodb_streams._decode_iterator = encode_iterator, decode_iterator


def _naming(response: Response, data: _Json) -> Response:
    if response[0] == 200 or b"Stream not found: " not in response[2]:
        return response
    message = f"Requested resource not found: Stream: {data['StreamArn']} not found"
    return error_response_json("ResourceNotFoundException", message, 400)
