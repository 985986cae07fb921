"""Where the roles of a stack are configured."""

import json

import pytest

from slipway.iam.places import place_of, places

FUNCTIONS = """
module "other" {
  role = { statements = [{ actions = ["s3:GetObject"], resources = ["*"] }] }
}

module "orders" {
  role = {
    statements = [
      { actions = ["dynamodb:GetItem"], resources = ["*"] },
      { actions = ["s3:GetObject"], resources = ["*"] },
    ]
  }
}

resource "aws_iam_role" "build" {
}
"""


def role(arn, name="this", **fields):
    return {
        "mode": "managed",
        "type": "aws_iam_role",
        "name": name,
        "instances": [{"attributes": {"arn": arn}}],
        **fields,
    }


@pytest.fixture
def found(tmp_path):
    (tmp_path / "iac").mkdir()
    (tmp_path / "iac" / "functions.tf").write_text(FUNCTIONS)
    resources = [
        role("a", module="module.orders"),
        role("b", module='module.orders["x.y"].module.inner'),
        role("c", name="build"),
        role("d", module="module.gone"),
        {"mode": "managed", "type": "aws_sqs_queue", "name": "x", "instances": [{"attributes": {"arn": "e"}}]},
        role("f") | {"mode": "data"},
    ]
    return places(tmp_path, "iac", json.dumps({"resources": resources}))


def test_a_role_has_the_file_and_line_of_its_block(found):
    assert {arn: str(place) for arn, place in found.items()} == {
        "a": "module.orders, iac/functions.tf:6",
        "b": "module.orders, iac/functions.tf:6",
        "c": "aws_iam_role.build, iac/functions.tf:15",
        "d": "module.gone",
    }


def test_an_action_has_its_line_in_the_block(found):
    assert found["a"].line_of("s3:GetObject") == "iac/functions.tf:10"
    assert found["a"].line_of("s3:PutObject") == found["d"].line_of("s3:GetObject") == ""


def test_a_stack_that_is_not_applied_has_no_roles(tmp_path):
    assert places(tmp_path, "iac", "") == {}


TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/dev-orders"


@pytest.mark.parametrize(
    ("arn", "place"),
    [
        (TABLE, "module.products, iac/tables.tf:1"),
        (f"{TABLE}/index/by-state", "module.products, iac/tables.tf:1"),
        (f"{TABLE}-2", "aws_dynamodb_table.second, iac/tables.tf:4"),
        (f"{TABLE}-3", ""),
        ("*", ""),
    ],
)
def test_a_resource_is_where_it_or_its_owner_is_configured(tmp_path, arn, place):
    (tmp_path / "iac").mkdir()
    (tmp_path / "iac/tables.tf").write_text('module "products" {\n}\n\nresource "aws_dynamodb_table" "second" {\n}\n')
    table = {"mode": "managed", "type": "aws_dynamodb_table", "name": "this"}
    resources = [
        table | {"module": "module.products", "instances": [{"attributes": {"arn": TABLE}}]},
        table | {"name": "second", "instances": [{"attributes": {"arn": f"{TABLE}-2"}}]},
        table | {"name": "none", "instances": [{"attributes": {"id": "1"}}]},
    ]

    known = places(tmp_path, "iac", json.dumps({"resources": resources}), roles_only=False)

    assert str(place_of(arn, known) or "") == place
