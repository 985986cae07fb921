import pytest
from botocore.exceptions import ClientError

THROUGHPUT = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
INDEX = {
    "IndexName": "index",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}


def create(aws, name, **settings):
    aws("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        **settings,
    )


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"BillingMode": "PROVISIONED"},
        {"ProvisionedThroughput": THROUGHPUT, "GlobalSecondaryIndexes": [INDEX]},
    ],
    ids=str,
)
def test_a_provisioned_table_needs_a_throughput_for_itself_and_its_indexes(aws, unique_name, settings):
    with pytest.raises(ClientError, match="must both be specified") as refused:
        create(aws, unique_name, **settings)
    assert refused.value.response["Error"]["Code"] == "ValidationException"


@pytest.mark.parametrize(
    "settings",
    [
        {"ProvisionedThroughput": THROUGHPUT},
        {"GlobalSecondaryIndexes": [{**INDEX, "ProvisionedThroughput": THROUGHPUT}]},
    ],
    ids=str,
)
def test_an_on_demand_table_has_none(aws, unique_name, settings):
    with pytest.raises(ClientError, match="when BillingMode is PAY_PER_REQUEST"):
        create(aws, unique_name, BillingMode="PAY_PER_REQUEST", **settings)


def test_a_table_that_becomes_provisioned_needs_a_throughput(aws, unique_name):
    create(aws, unique_name, BillingMode="PAY_PER_REQUEST", GlobalSecondaryIndexes=[INDEX])
    change = {"TableName": unique_name, "BillingMode": "PROVISIONED"}
    with pytest.raises(ClientError, match="must both be specified when"):
        aws("dynamodb").update_table(**change)
    with pytest.raises(ClientError, match="must both be specified for index: index"):
        aws("dynamodb").update_table(**change, ProvisionedThroughput=THROUGHPUT)
    updates = [{"Update": {"IndexName": "index", "ProvisionedThroughput": THROUGHPUT}}]
    table = aws("dynamodb").update_table(
        **change, ProvisionedThroughput=THROUGHPUT, GlobalSecondaryIndexUpdates=updates
    )["TableDescription"]
    assert table["BillingModeSummary"]["BillingMode"] == "PROVISIONED"


def test_a_valid_table_is_created_and_updated(aws, unique_name):
    index = {**INDEX, "ProvisionedThroughput": THROUGHPUT}
    create(aws, unique_name, ProvisionedThroughput=THROUGHPUT, GlobalSecondaryIndexes=[index])
    more = {"ReadCapacityUnits": 2, "WriteCapacityUnits": 1}
    aws("dynamodb").update_table(TableName=unique_name, ProvisionedThroughput=more)
    aws("dynamodb").update_table(TableName=unique_name, BillingMode="PAY_PER_REQUEST")


@pytest.mark.upstream
def test_unpatched_ministack_lets_a_table_become_provisioned_without_a_throughput(unpatched_aws, unique_name):
    create(unpatched_aws, unique_name, BillingMode="PAY_PER_REQUEST")
    unpatched_aws("dynamodb").update_table(TableName=unique_name, BillingMode="PROVISIONED")
