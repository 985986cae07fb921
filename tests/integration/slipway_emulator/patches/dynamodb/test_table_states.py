"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"""

import pytest


def index(name):
    keys = [{"AttributeName": "other", "KeyType": "HASH"}]
    return {"IndexName": name, "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}


def create(aws, name):
    return aws("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in ("id", "other")],
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[index("first")],
    )["TableDescription"]


def states(table):
    return table["TableStatus"], {each["IndexName"]: each["IndexStatus"] for each in table["GlobalSecondaryIndexes"]}


def test_a_table_is_creating_and_then_active(aws, unique_name):
    assert states(create(aws, unique_name)) == ("CREATING", {"first": "CREATING"})
    found = aws("dynamodb").describe_table(TableName=unique_name)["Table"]
    assert states(found) == ("ACTIVE", {"first": "ACTIVE"})


# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
def test_an_update_has_its_status_and_a_new_index_too(aws, unique_name):
    create(aws, unique_name)
    updated = aws("dynamodb").update_table(
        TableName=unique_name,
        AttributeDefinitions=[{"AttributeName": "other", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[{"Create": index("second")}],
    )["TableDescription"]
    assert states(updated) == ("UPDATING", {"first": "ACTIVE", "second": "CREATING"})


@pytest.mark.upstream
def test_unpatched_ministack_returns_active(unpatched_aws, unique_name):
    assert create(unpatched_aws, unique_name)["TableStatus"] == "ACTIVE"
