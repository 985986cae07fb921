"""The settings of a table, a query of its index, and its protection."""

import pytest

from slipway.errors import SlipwayError
from slipway.harness import unique_name
from slipway.terraform.plan_rules import violations

EXAMPLE = "table/complete"


def test_items_expire(stack, aws):
    ttl = aws("dynamodb").describe_time_to_live(TableName=stack.outputs["name"])["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}


def test_index_is_sorted_and_has_the_projected_attributes_only(stack, aws):
    table, dynamodb = stack.outputs["name"], aws("dynamodb")
    for created in ("10", "9"):
        order = {"customer": "a", "state": "open", "total": "7", "note": "x"}
        item = {name: {"S": value} for name, value in order.items()} | {"created": {"N": created}}
        dynamodb.put_item(TableName=table, Item=item)

    found = dynamodb.query(
        TableName=table,
        IndexName="by-state",
        KeyConditionExpression="#state = :open",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":open": {"S": "open"}},
    )["Items"]

    assert [item["created"]["N"] for item in found] == ["9", "10"]
    assert {name for item in found for name in item} == {"customer", "created", "state", "total"}


@pytest.fixture(scope="module")
def protected(tf_module, aws):
    """A protected table with an item, applied alone."""
    stack = tf_module("modules/table", name=unique_name(), hash_key="id").apply()
    aws("dynamodb").put_item(TableName=stack.variables["name"], Item={"id": {"S": "1"}})
    yield stack
    stack.apply(deletion_protection=False)  # the way out: an apply that does nothing else
    assert list(violations(stack.plan(hash_key="other"))) == []


@pytest.mark.parametrize("change", [{"hash_key": "other"}, {"name": "another-name"}, {"range_key": "sorted"}])
def test_no_change_takes_a_protected_table_along(protected, aws, change):
    (line,) = violations(protected.plan(**change))
    assert line.startswith("aws_dynamodb_table.this would be deleted with its data")
    with pytest.raises(SlipwayError, match="deletion protection"):
        protected.apply(**change)
    name = protected.variables["name"]
    assert aws("dynamodb").get_item(TableName=name, Key={"id": {"S": "1"}})["Item"]
