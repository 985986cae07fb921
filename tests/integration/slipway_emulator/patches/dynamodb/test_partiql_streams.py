"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/dynamodb/test_dynamodb.snapshot.json
"""

import contextlib

import pytest
from botocore.exceptions import ClientError


def events(aws, shard, name):
    """Write an item with statements, some of which fail or change nothing; return the records' names and keys."""
    names, _ = shard(aws, name)
    client, streams = aws("dynamodb"), aws("dynamodbstreams")
    for statement in (
        f"INSERT INTO {name} VALUE {{'id': 'a'}}",
        f"INSERT INTO {name} VALUE {{'id': 'a'}}",
        f"UPDATE {name} SET n=1 WHERE id='a'",
        f"UPDATE {name} SET n=1 WHERE id='a'",
        f"DELETE FROM {name} WHERE id='a'",
        f"DELETE FROM {name} WHERE id='a'",
    ):
        with contextlib.suppress(ClientError):  # of the item that exists
            client.execute_statement(Statement=statement)
    iterator = streams.get_shard_iterator(**names, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    records = streams.get_records(ShardIterator=iterator)["Records"]
    return [(record["eventName"], record["dynamodb"].get("NewImage", {}).get("n")) for record in records]


def test_each_change_by_a_statement_is_in_the_stream(aws, shard, unique_name):
    assert events(aws, shard, unique_name) == [("INSERT", None), ("MODIFY", {"N": "1"}), ("REMOVE", None)]


@pytest.mark.upstream
def test_unpatched_ministack_adds_no_records(unpatched_aws, shard, unique_name):
    assert events(unpatched_aws, shard, unique_name) == []
