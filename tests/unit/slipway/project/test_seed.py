"""Example items: put where they are missing, and nowhere else."""

import json
from decimal import Decimal

import boto3
import pytest
from moto import mock_aws

from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.project.seed import seed

TARGET = Target(None, "eu-central-1", "123456789012", "local")


@pytest.fixture
def make_table():
    """``make_table("id", …)`` makes a table with a key of those attributes."""
    with mock_aws():
        dynamodb = boto3.resource("dynamodb", region_name="eu-central-1")

        def make_table(*key: str):
            return dynamodb.create_table(
                TableName="movies",
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in key],
                KeySchema=[
                    {"AttributeName": name, "KeyType": kind} for name, kind in zip(key, ("HASH", "RANGE"), strict=False)
                ],
            )

        yield make_table


@pytest.fixture
def items_file(tmp_path):
    """``items_file(items)`` writes items, or text as it is, to a file."""

    def items_file(items):
        file = tmp_path / "items.json"
        file.write_text(items if isinstance(items, str) else json.dumps(items))
        return file

    return items_file


def test_items_of_all_types_are_put_as_they_are(make_table, items_file):
    table = make_table("id")
    item = {"id": "1", "rating": 7.5, "year": 2010, "genres": ["Action"], "seen": False, "more": {"a": None}}

    assert seed(TARGET, "movies", items_file([item])) == (1, 0)

    assert table.scan()["Items"] == [item | {"rating": Decimal("7.5")}]


def test_a_second_time_puts_nothing_and_leaves_what_was_changed(make_table, items_file):
    table = make_table("id")
    items = items_file([{"id": "1", "title": "old"}, {"id": "2", "title": "other"}])
    seed(TARGET, "movies", items)
    table.put_item(Item={"id": "1", "title": "changed"})
    table.delete_item(Key={"id": "2"})

    assert seed(TARGET, "movies", items) == (1, 1)
    assert seed(TARGET, "movies", items) == (0, 2)
    assert table.get_item(Key={"id": "1"})["Item"]["title"] == "changed"


def test_items_of_one_partition_are_told_apart(make_table, items_file):
    table = make_table("id", "part")

    assert seed(TARGET, "movies", items_file([{"id": "1", "part": "a"}, {"id": "1", "part": "b"}])) == (2, 0)

    assert table.scan()["Count"] == 2


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ("[", "can't be read as JSON"),
        ({"id": "1"}, "must be a list of objects, each with the table's key: id"),
        (["1"], "must be a list of objects"),
        ([{"id": "1"}, {"title": "x"}], "each with the table's key: id"),
        ('[{"id": "1", "rating": NaN}]', "DynamoDB has no such value"),
        ('[{"id": "1", "rating": 0.%s}]' % ("1" * 39), "DynamoDB has no such value"),
    ],
)
def test_items_that_cannot_be_put_are_refused_before_any_is(make_table, items_file, items, message):
    table = make_table("id")
    file = items_file(items)

    with pytest.raises(SlipwayError) as error:
        seed(TARGET, "movies", file)

    assert str(error.value).startswith(f"{file}: ")
    assert message in str(error.value)
    assert table.scan()["Count"] == 0


def test_a_file_that_is_not_there_is_named(make_table, tmp_path):
    make_table("id")

    with pytest.raises(SlipwayError, match=r"none\.json: can't be read"):
        seed(TARGET, "movies", tmp_path / "none.json")
