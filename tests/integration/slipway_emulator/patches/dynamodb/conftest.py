import pytest


@pytest.fixture
def shard():
    """``shard(aws, name)`` creates a table with a stream.

    It returns the arguments of an iterator of the stream's shard, and the shard's first number.
    """

    def create(aws, name):
        table = aws("dynamodb").create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )["TableDescription"]
        arn = table["LatestStreamArn"]
        (found,) = aws("dynamodbstreams").describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        number = found["SequenceNumberRange"].get("StartingSequenceNumber")
        return {"StreamArn": arn, "ShardId": found["ShardId"]}, number

    return create
