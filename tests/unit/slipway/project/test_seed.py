"""Adding example items to a table."""

import json
from decimal import Decimal

import boto3
import pytest
from moto import mock_aws

from slipway.aws.target import Target
from slipway.cli import main
from slipway.errors import SlipwayError
from slipway.project.seed import other_items, seed

TARGET = Target(None, "eu-central-1", "123456789012", "local")


@pytest.fixture
def make_table():
    """``make_table("id", …)`` creates a table with these key attributes."""
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
    """``items_file(items)`` writes items as JSON, or a text, to a file."""

    def items_file(items):
        file = tmp_path / "items.json"
        file.write_text(items if isinstance(items, str) else json.dumps(items))
        return file

    return items_file


def test_items_of_all_types_are_added(make_table, items_file):
    table = make_table("id")
    item = {"id": "1", "rating": 7.5, "year": 2010, "genres": ["Action"], "seen": False, "more": {"a": None}}

    assert seed(TARGET, "movies", items_file([item])) == (1, 0)

    assert table.scan()["Items"] == [item | {"rating": Decimal("7.5")}]


def test_a_byte_order_mark_in_the_file_is_ignored(make_table, items_file):
    make_table("id")
    assert seed(TARGET, "movies", items_file('\ufeff[{"id": "1"}]')) == (1, 0)


def test_existing_items_are_not_overwritten(make_table, items_file):
    table = make_table("id")
    items = items_file([{"id": "1", "title": "old"}, {"id": "2", "title": "other"}])
    seed(TARGET, "movies", items)
    table.put_item(Item={"id": "1", "title": "changed"})
    table.delete_item(Key={"id": "2"})

    assert seed(TARGET, "movies", items) == (1, 1)
    assert seed(TARGET, "movies", items) == (0, 2)
    assert table.get_item(Key={"id": "1"})["Item"]["title"] == "changed"


def test_items_of_one_partition_are_distinguished(make_table, items_file):
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
        ('[{"id": "1", "rating": NaN}]', "DynamoDB can't store a value"),
        ('[{"id": "1", "rating": 0.%s}]' % ("1" * 39), "DynamoDB can't store a value"),
    ],
)
def test_invalid_items_are_rejected_before_any_is_added(make_table, items_file, items, message):
    table = make_table("id")
    file = items_file(items)

    with pytest.raises(SlipwayError) as error:
        seed(TARGET, "movies", file)

    assert str(error.value).startswith(f"{file}: ")
    assert message in str(error.value)
    assert table.scan()["Count"] == 0


def test_a_missing_file_is_an_error(make_table, tmp_path):
    make_table("id")

    with pytest.raises(SlipwayError, match=r"none\.json: can't be read"):
        seed(TARGET, "movies", tmp_path / "none.json")


def test_the_command_adds_items_to_one_table_of_the_environment(make_table, items_file, monkeypatch, capsys):
    make_table("id")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    command = ["seed", "--table", "movies", "--items", str(items_file([{"id": "1"}]))]
    assert [main(command), main(command)] == [0, 0]
    assert capsys.readouterr().out.splitlines() == ["movies: 1 added, 0 existed", "movies: 0 added, 1 existed"]
    assert main(command[:3]) == 1
    assert capsys.readouterr().err == "slipway: --table and --items belong together\n"


def test_items_that_were_added_or_changed_are_counted(make_table, items_file):
    table = make_table("id")
    examples = items_file([{"id": "1", "rating": 8.0, "genres": ["Action"]}, {"id": "2"}])
    seed(TARGET, "movies", examples)
    table.put_item(Item={"id": "1", "rating": 8, "genres": ["Action"]})  # as a client may write it

    assert other_items(TARGET, "movies", examples) == 0

    table.put_item(Item={"id": "2", "rating": 7})
    table.put_item(Item={"id": "3", "key": b"0"})
    assert other_items(TARGET, "movies", examples) == 2
    assert other_items(TARGET, "movies", None) == 3
    assert other_items(TARGET, "absent", examples) == 0
