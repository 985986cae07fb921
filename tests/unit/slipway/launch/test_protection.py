"""Which items would be lost with the tables in a state."""

import json

import boto3
import pytest
from moto import mock_aws

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.config.stack import Seed, Stack
from slipway.launch.protection import own_items

TARGET = Target(None, "eu-central-1", "123456789012", "local")


@pytest.fixture
def found(tmp_path):
    """``found(a={"ttl": …}, b={})`` returns the items in two tables with the same items, whose state has these values.

    The item with the id 1 is an example item.
    """
    (tmp_path / "seed.json").write_text('[{"id": "1"}]')
    stack = Stack(name="movies", directory="iac/movies", seed=Seed(table="table", items="seed.json"))
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=(stack,))

    def found(mode="managed", **tables):
        with mock_aws():
            dynamodb = boto3.resource("dynamodb", region_name="eu-central-1")
            for name in tables:
                table = dynamodb.create_table(
                    TableName=name,
                    BillingMode="PAY_PER_REQUEST",
                    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                )
                for id_ in "123":
                    table.put_item(Item={"id": id_})
            instances = [{"attributes": {"name": name, **values}} for name, values in tables.items()]
            resource = {"mode": mode, "type": "aws_dynamodb_table", "instances": instances}
            return own_items(project, stack, json.dumps({"resources": [resource]}), TARGET)

    return found


def test_items_that_are_not_example_items_are_counted_in_each_table(found):
    assert found(movies={}, ratings={"ttl": []}) == ["2 in movies", "2 in ratings"]


def test_items_that_expire_do_not_count(found):
    expires = {"attribute_name": "expires_at", "enabled": True}
    assert found(movies={"ttl": [expires]}) == []
    assert found(movies={"ttl": [{"attribute_name": "", "enabled": False}]}) == ["2 in movies"]


def test_a_table_that_a_stack_only_reads_is_not_removed(found):
    assert found(mode="data", movies={}) == []
