"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/dynamodb/test_dynamodb.snapshot.json
"""

import pytest

from tests.support.service_errors import error_of


def test_a_stream_can_be_read_from_the_number_of_its_empty_shard_on(aws, shard, unique_name):
    client = aws("dynamodbstreams")
    names, number = shard(aws, unique_name)
    aws("dynamodb").put_item(TableName=unique_name, Item={"id": {"S": "1"}})
    iterator = client.get_shard_iterator(**names, ShardIteratorType="AT_SEQUENCE_NUMBER", SequenceNumber=number)
    read = client.get_records(ShardIterator=iterator["ShardIterator"])
    assert [record["eventName"] for record in read["Records"]] == ["INSERT"]
    for each in iterator["ShardIterator"], read["NextShardIterator"]:
        assert each.startswith(f"{names['StreamArn']}|1|")


def test_a_stream_that_is_not_there_is_named(aws, shard, unique_name):
    names, _ = shard(aws, unique_name)
    arn = names["StreamArn"][:-1] + "x"
    error = "ResourceNotFoundException", f"Requested resource not found: Stream: {arn} not found"
    assert error_of(aws("dynamodbstreams").describe_stream, StreamArn=arn) == error


@pytest.mark.upstream
def test_unpatched_ministack_gives_an_empty_shard_no_number(unpatched_aws, shard, unique_name):
    assert shard(unpatched_aws, unique_name)[1] is None
