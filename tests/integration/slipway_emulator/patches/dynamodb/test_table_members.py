"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/dynamodb/test_dynamodb.snapshot.json
"""

import re

import pytest
from botocore.exceptions import ClientError

KEY = [{"AttributeName": "id", "KeyType": "HASH"}]
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


def create(aws, name, *, units=0, **settings):
    """Create a table with an index, and return it as it is created and as it is described."""
    throughput = {"ProvisionedThroughput": {"ReadCapacityUnits": units, "WriteCapacityUnits": units}} if units else {}
    index = {"IndexName": "index", "KeySchema": KEY, "Projection": {"ProjectionType": "ALL"}, **throughput}
    made = aws("dynamodb").create_table(
        TableName=name,
        KeySchema=KEY,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PROVISIONED" if units else "PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[index],
        **throughput,
        **settings,
    )["TableDescription"]
    return made, aws("dynamodb").describe_table(TableName=name)["Table"]


def test_a_table_has_its_throughput(aws, unique_name):
    made, found = create(aws, unique_name, units=5)
    provisioned = {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    warm = {"ReadUnitsPerSecond": 5, "WriteUnitsPerSecond": 5, "Status": "ACTIVE"}
    for table in made, found:
        assert (
            table["ProvisionedThroughput"] == provisioned == table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]
        )
        assert "BillingModeSummary" not in table
    assert "WarmThroughput" not in made
    assert found["WarmThroughput"] == warm == found["GlobalSecondaryIndexes"][0]["WarmThroughput"]


def test_a_table_on_demand_has_its_billing_mode(aws, unique_name):
    made, found = create(aws, unique_name)
    warm = {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"}
    assert made["BillingModeSummary"] == {"BillingMode": "PAY_PER_REQUEST"}
    assert found["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"] == found["CreationDateTime"]
    assert found["WarmThroughput"] == warm == found["GlobalSecondaryIndexes"][0]["WarmThroughput"]


def sizes(aws, name):
    """Return the sizes of `records`."""
    return [record["dynamodb"]["SizeBytes"] for record in records(aws, name)]


def records(aws, name):
    """Write items as the recorded test does; return their records."""
    table, _ = create(aws, name, StreamSpecification=STREAM)
    client, streams = aws("dynamodb"), aws("dynamodbstreams")
    for item in ({"id": "Fred"}, {"id": "NewKey"}, {"id": "NewKey", "attr1": "value1", "attr2": "value2"}):
        client.put_item(TableName=name, Item={key: {"S": value} for key, value in item.items()})
    values = {"N": "1.50"}, {"BOOL": True}, {"L": [{"S": "ab"}]}, {"B": b"abc"}, {"SS": ["a", "bc"]}
    client.put_item(TableName=name, Item={"id": {"S": "x"}, **dict(zip("abcde", values, strict=True))})
    arn = table["LatestStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    return streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]


def test_a_record_has_the_size_of_its_key_and_images(aws, unique_name):
    # The last: its key is 3 bytes long, twice, and then 1 + 2, 1 + 1, 1 + 3 + 2 + 1, 1 + 3 and 1 + 3.
    assert sizes(aws, unique_name) == [12, 16, 46, 26]


def test_a_stream_that_is_off_is_not_returned(aws, unique_name):
    """https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/lambda_/event_source_mapping"""
    for table in create(aws, unique_name, StreamSpecification={"StreamEnabled": False}):
        assert not [name for name in table if "Stream" in name]
    client = aws("dynamodb")
    on = client.update_table(TableName=unique_name, StreamSpecification=STREAM)["TableDescription"]
    assert on["StreamSpecification"] == STREAM
    off = client.update_table(TableName=unique_name, StreamSpecification={"StreamEnabled": False})["TableDescription"]
    assert ("StreamSpecification" in off, off["LatestStreamArn"]) == (False, on["LatestStreamArn"])


def test_the_id_of_a_record_has_hexadecimal_digits_only(aws, unique_name):
    """https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"""
    assert all(re.fullmatch("[0-9a-f]{32}", record["eventID"]) for record in records(aws, unique_name))


def test_a_table_keeps_the_warm_throughput_that_it_is_given(aws, unique_name):
    given = {"ReadUnitsPerSecond": 13000, "WriteUnitsPerSecond": 5000}
    made, found = create(aws, unique_name, WarmThroughput=given)
    assert (made["WarmThroughput"], found["WarmThroughput"]) == (
        {**given, "Status": "UPDATING"},
        {**given, "Status": "ACTIVE"},
    )


def test_a_failed_condition_returns_the_item_without_another_message(aws, unique_name):
    create(aws, unique_name)
    item = {"id": {"S": "1"}}
    aws("dynamodb").put_item(TableName=unique_name, Item=item)
    condition = {"ConditionExpression": "attribute_not_exists(id)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    with pytest.raises(ClientError) as error:
        aws("dynamodb").delete_item(TableName=unique_name, Key=item, **condition)
    response = error.value.response
    assert response["Error"]["Message"] == "The conditional request failed"
    assert (response["Item"], "message" in response) == (item, False)


@pytest.mark.upstream
def test_unpatched_ministack_returns_no_size(unpatched_aws, unique_name):
    assert sizes(unpatched_aws, unique_name) == [0] * 4
