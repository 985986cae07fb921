"""Importing resources that exist, but aren't in the state."""

from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from slipway.project import imports
from slipway.project.imports import OrphanedResourceError, import_and_apply
from slipway.terraform import TerraformError

EXISTS = """
│ Error: creating IAM Role (dev-x): operation error IAM: CreateRole, https response error StatusCode: 409, RequestID: 1, EntityAlreadyExists: Role with name dev-x already exists.
│ 
│   with ADDRESS,
│   on main.tf line 9, in resource "aws_iam_role" "this":
│    9: resource "aws_iam_role" "this" {
"""  # noqa: E501, W291 - Terraform's
OTHER = """
│ Error: creating SNS Topic (x): REASON
│ 
│   with aws_sns_topic.x,
"""  # noqa: W291 - Terraform's
SECOND = EXISTS.replace("ADDRESS", 'module.x["a b"].aws_dynamodb_table.this')


def failed(stderr: str) -> TerraformError:
    return TerraformError("terraform apply failed", exit_code=1, stderr=stderr)


@pytest.fixture
def terraform(tmp_path):
    """Terraform, whose applies fail with the errors in ``terraform.errors``, and that keeps the import blocks."""

    def apply(_):
        terraform.blocks.append((tmp_path / "slipway-imports.tf").read_text())
        if terraform.errors:
            raise terraform.errors.pop(0)

    def plan(_):
        return {
            "resource_changes": [
                {"address": address, "type": kind, "change": {"actions": ["create"], "after": after}}
                for address, (kind, after) in terraform.planned.items()
            ]
        }

    terraform = SimpleNamespace(apply=apply, plan=plan, directory=tmp_path, errors=[], blocks=[], planned={})
    return terraform


NO_TARGET = SimpleNamespace(client=lambda _: None)


def recover(terraform, stderr: str, target=NO_TARGET) -> list[str]:
    import_and_apply(terraform, {}, failed(stderr), target, "123456789012")
    assert not list(terraform.directory.iterdir())
    return terraform.blocks


def test_resources_that_exist_are_imported_until_an_apply_succeeds(terraform):
    terraform.planned = {
        "aws_iam_role.this": ("aws_iam_role", {"name": "dev-x"}),
        'module.x["a b"].aws_dynamodb_table.this': ("aws_dynamodb_table", {"name": "dev-y"}),
    }
    terraform.errors = [failed(SECOND)]

    first, second = recover(terraform, EXISTS.replace("ADDRESS", "aws_iam_role.this"))

    assert first == 'import {\n  to = aws_iam_role.this\n  id = "dev-x"\n}\n'
    assert second == f'{first}import {{\n  to = module.x["a b"].aws_dynamodb_table.this\n  id = "dev-y"\n}}\n'


@pytest.mark.parametrize(
    ("kind", "planned", "expected"),
    [
        ("aws_s3_bucket", {"bucket": "b"}, "b"),
        ("aws_lambda_alias", {"function_name": "f", "name": "live"}, "f/live"),
        ("aws_lambda_permission", {"function_name": "f", "qualifier": "live", "statement_id": "s"}, "f:live/s"),
        ("aws_lambda_permission", {"function_name": "f", "qualifier": None, "statement_id": "s"}, "f/s"),
        ("aws_iam_policy", {"path": "/dev/", "name": "p"}, "arn:aws:iam::123456789012:policy/dev/p"),
        ("aws_api_gateway_method", {"rest_api_id": "a", "resource_id": "r", "http_method": "GET"}, "a/r/GET"),
    ],
)
def test_the_id_is_made_of_planned_attributes(kind, planned, expected, terraform):
    terraform.planned = {"x.this": (kind, planned)}

    (blocks,) = recover(terraform, EXISTS.replace("ADDRESS", "x.this"))

    assert f'id = "{expected}"' in blocks


@pytest.mark.parametrize(
    ("kind", "planned", "responses", "expected"),
    [
        (
            "aws_lambda_event_source_mapping",
            {"function_name": "f", "event_source_arn": "arn"},
            {"list_event_source_mappings": {"EventSourceMappings": [{"UUID": "u"}]}},
            "u",
        ),
        (
            "aws_api_gateway_resource",
            {"rest_api_id": "a", "parent_id": "p", "path_part": "movies"},
            {
                "get_resources": {
                    "items": [{"id": "p", "path": "/"}, {"id": "r", "parentId": "p", "pathPart": "movies"}]
                }
            },
            "a/r",
        ),
        (
            "aws_cloudfront_origin_access_control",
            {"name": "n"},
            {"list_origin_access_controls": {"OriginAccessControlList": {"Items": [{"Name": "n", "Id": "E1"}]}}},
            "E1",
        ),
        (
            "aws_cloudfront_response_headers_policy",
            {"name": "n"},
            {
                "list_response_headers_policies": {
                    "ResponseHeadersPolicyList": {
                        "Items": [{"ResponseHeadersPolicy": {"Id": "i", "ResponseHeadersPolicyConfig": {"Name": "n"}}}]
                    }
                }
            },
            "i",
        ),
    ],
)
def test_an_id_that_aws_gives_is_looked_up(kind, planned, responses, expected, terraform):
    client = Mock(**{f"{name}.return_value": response for name, response in responses.items()})
    target = SimpleNamespace(client=lambda _: client)
    terraform.planned = {"x.this": (kind, planned)}

    (blocks,) = recover(terraform, EXISTS.replace("ADDRESS", "x.this"), target)

    assert f'id = "{expected}"' in blocks


@pytest.mark.parametrize(("kind", "planned"), [("aws_iam_user", {"name": "x"}), ("aws_iam_role", {"path": "/"})])
def test_an_id_that_is_not_known_is_an_error_that_names_the_resource(kind, planned, terraform):
    terraform.planned = {"x.this": (kind, planned)}

    with pytest.raises(OrphanedResourceError, match=r"^x\.this was created by an interrupted run"):
        recover(terraform, EXISTS.replace("ADDRESS", "x.this"))


def test_a_resource_that_still_exists_after_its_import_is_not_imported_forever(terraform):
    error = EXISTS.replace("ADDRESS", "x.this")
    terraform.planned = {"x.this": ("aws_iam_role", {"name": "x"})}
    terraform.errors = [failed(error)]

    with pytest.raises(TerraformError):
        recover(terraform, error)

    assert len(terraform.blocks) == 1


@pytest.mark.parametrize(
    "reason",
    [
        "InvalidParameter: Invalid parameter: Topic Name",
        "NoSuchEntity: The role with name x does not exist",
        "ResourceConflictException: The operation cannot be performed at this time",
    ],
)
def test_another_error_stays(terraform, reason):
    with pytest.raises(TerraformError, match="terraform apply failed"):
        recover(terraform, OTHER.replace("REASON", reason))


def test_import_blocks_of_a_killed_run_are_removed(tmp_path):
    (tmp_path / "slipway-imports.tf").touch()
    imports.remove_import_blocks(tmp_path)
    imports.remove_import_blocks(tmp_path)
    assert not list(tmp_path.iterdir())
