"""The fault lab's fake of DynamoDB answers as the local AWS does."""

import itertools
from typing import Any

from botocore.exceptions import ClientError
from fake_services import Services

NAMES = {"#id": "event_id", "#owner": "owner", "#status": "status", "#expires_at": "expires_at"}
# The expressions of libs/effects/once.py.
CLAIM = "attribute_not_exists(#id) OR #owner = :owner OR (#status = :sending AND #expires_at < :now)"
RELEASE = "#owner = :owner AND #status = :sending"
ITEMS: list[dict[str, Any] | None] = [
    None,
    {"status": {"S": "SENT"}, "expires_at": {"N": "50"}},
    *(
        {"status": {"S": "SENDING"}, "expires_at": {"N": end}, "owner": {"S": owner}}
        for end in ("99", "100", "101", "1000")
        for owner in ("a", "b")
    ),
    {"status": {"S": "SENDING"}, "expires_at": {"S": "1"}},
]


def outcome(client: Any, operation: str, item: dict[str, Any] | None, arguments: dict[str, Any]) -> Any:
    """Return the error code and the old item of a call, beginning with an item."""
    key = {"event_id": {"S": "e"}}
    client.delete_item(TableName=arguments["TableName"], Key=key)
    if item:
        client.put_item(TableName=arguments["TableName"], Item=key | item)
    target = {"Item": key | {"status": {"S": "SENDING"}}} if operation == "put_item" else {"Key": key}
    try:
        getattr(client, operation)(**target, **arguments)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response.get("Item")
    return None


def test_conditions_and_old_items_are_those_of_the_local_aws(aws: Any, unique_name: str) -> None:
    real = aws("dynamodb")
    real.create_table(
        TableName=unique_name,
        KeySchema=[{"AttributeName": "event_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "event_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    real.get_waiter("table_exists").wait(TableName=unique_name, WaiterConfig={"Delay": 1})
    fake = Services().client("dynamodb", attempts=1)
    seen = set()
    for item, (operation, expression) in itertools.product(ITEMS, [("put_item", CLAIM), ("delete_item", RELEASE)]):
        values = {":owner": {"S": "a"}, ":sending": {"S": "SENDING"}, ":now": {"N": "100"}}
        arguments = {
            "TableName": unique_name,
            "ConditionExpression": expression,
            "ExpressionAttributeNames": {name: value for name, value in NAMES.items() if name in expression},
            "ExpressionAttributeValues": {name: value for name, value in values.items() if name in expression},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        expected = outcome(real, operation, item, arguments)
        assert outcome(fake, operation, item, arguments) == expected, (item, operation)
        seen.add(expected and expected[0])
    assert seen == {None, "ConditionalCheckFailedException"}
