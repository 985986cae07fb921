"""Importing resources that exist, but aren't in the state."""

import errno
import json
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError
from repository import ROOT

from slipway.project import imports
from slipway.project.imports import OrphanedResourceError, apply_with_imports
from slipway.project.lookups import LOOKUPS
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


def failed(stderr: str) -> TerraformError:
    return TerraformError("terraform apply failed", exit_code=1, stderr=stderr)


class Client:
    """AWS, in which the operations in ``responses`` succeed."""

    def __init__(self, responses) -> None:
        self.responses = responses

    def __getattr__(self, name):
        def call(**_):
            if name in self.responses:
                return self.responses[name]
            raise ClientError({"Error": {"Code": "NotFound"}}, name)

        return call


@pytest.fixture
def responses():
    """Operation of AWS -> its response."""
    return {}


@pytest.fixture
def terraform(tmp_path):
    """Terraform, whose applies fail with the errors in ``terraform.errors``, and that keeps the import blocks."""

    def apply(_):
        terraform.blocks.append((tmp_path / "slipway-imports.tf").read_text())
        if terraform.errors:
            raise terraform.errors.pop(0)

    def plan(_):
        planned = terraform.plans.pop(0) if len(terraform.plans) > 1 else terraform.plans[0]
        return {
            "resource_changes": [
                {"address": address, "type": kind, "change": {"actions": actions, "after": after}}
                for address, (kind, after, actions) in planned.items()
            ]
        }

    terraform = SimpleNamespace(apply=apply, plan=plan, directory=tmp_path, errors=[], blocks=[], plans=[])
    terraform.untainted = []
    terraform.untaint = terraform.untainted.append
    return terraform


@pytest.fixture
def recover(terraform, responses):
    """``recover(plan, …)`` applies; returns the import blocks of each apply."""

    def recover(*plans) -> list[str]:
        terraform.plans = [{address: (*rest, ["create"])[:3] for address, rest in plan.items()} for plan in plans]
        target = SimpleNamespace(client=lambda _: Client(responses), region="eu-central-1")
        try:
            apply_with_imports(terraform, {}, target, "123456789012")
        finally:
            assert not list(terraform.directory.iterdir())
        return terraform.blocks

    return recover


def test_what_a_plan_creates_is_imported_if_it_exists(recover, responses):
    responses["get_role"] = {"Role": {}}
    plan = {"x.role": ("aws_iam_role", {"name": "dev-x"}), "x.table": ("aws_dynamodb_table", {"name": "dev-y"})}

    assert recover(plan) == ['import {\n  to = x.role\n  id = "dev-x"\n}\n']


def test_without_lost_resources_nothing_is_imported(recover):
    assert recover({"x.role": ("aws_iam_role", {"name": "dev-x"}), "x.user": ("aws_iam_user", {"name": "u"})}) == [""]


@pytest.mark.parametrize("actions", [["no-op"], ["update"], ["delete", "create"], ["delete"]])
def test_what_is_in_the_state_is_not_imported(recover, responses, actions):
    responses["get_role"] = {"Role": {}}

    assert recover({"x.role": ("aws_iam_role", {"name": "dev-x"}, actions)}) == [""]


def test_a_resource_of_aws_that_is_only_replaced_because_it_is_tainted_is_kept(terraform, responses):
    changes = [
        ("x.table", "aws_dynamodb_table", "replace_because_tainted"),
        ("x.role", "aws_iam_role", "replace_because_cannot_update"),
        ("x.note", "terraform_data", "replace_because_tainted"),
    ]
    terraform.plan = lambda _: {
        "resource_changes": [
            {"address": address, "type": kind, "action_reason": reason, "change": {"actions": ["delete", "create"]}}
            for address, kind, reason in changes
        ]
    }
    target = SimpleNamespace(client=lambda _: Client(responses), region="eu-central-1")

    apply_with_imports(terraform, {}, target, "123456789012")

    assert terraform.untainted == ["x.table"]
    assert terraform.blocks == [""]


def test_a_resource_whose_name_is_known_after_the_first_apply_is_imported_by_the_second(recover, responses, terraform):
    responses |= {"get_rest_apis": {"items": [{"id": "a", "name": "api"}]}, "get_method": {}}
    api = {"x.api": ("aws_api_gateway_rest_api", {"name": "api"})}
    terraform.errors = [failed(EXISTS.replace("ADDRESS", 'module.x["GET /"].x.method'))]
    method = {"rest_api_id": "a", "resource_id": "r", "http_method": "GET"}

    first, second = recover(
        {**api, 'module.x["GET /"].x.method': ("aws_api_gateway_method", {"http_method": "GET"})},
        {'module.x["GET /"].x.method': ("aws_api_gateway_method", method)},
    )

    assert first == 'import {\n  to = x.api\n  id = "a"\n}\n'
    assert second == f'{first}import {{\n  to = module.x["GET /"].x.method\n  id = "a/r/GET"\n}}\n'


@pytest.mark.parametrize(
    ("kind", "planned", "operation", "response", "expected"),
    [
        ("aws_s3_bucket", {"bucket": "b"}, "head_bucket", {}, "b"),
        ("aws_lambda_alias", {"function_name": "f", "name": "live"}, "get_alias", {}, "f/live"),
        (
            "aws_lambda_permission",
            {"function_name": "f", "qualifier": "live", "statement_id": "s"},
            "get_policy",
            {"Policy": json.dumps({"Statement": [{"Sid": "other"}, {"Sid": "s"}]})},
            "f:live/s",
        ),
        ("aws_iam_policy", {"path": "/d/", "name": "p"}, "get_policy", {}, "arn:aws:iam::123456789012:policy/d/p"),
        ("aws_sqs_queue", {"name": "q"}, "get_queue_url", {"QueueUrl": "http://q"}, "http://q"),
        (
            "aws_lambda_event_source_mapping",
            {"function_name": "f", "event_source_arn": "arn"},
            "list_event_source_mappings",
            {"EventSourceMappings": [{"UUID": "u"}]},
            "u",
        ),
        (
            "aws_api_gateway_resource",
            {"rest_api_id": "a", "parent_id": "p", "path_part": "movies"},
            "get_resources",
            {"items": [{"id": "p", "path": "/"}, {"id": "r", "parentId": "p", "pathPart": "movies"}]},
            "a/r",
        ),
        (
            "aws_cloudfront_response_headers_policy",
            {"name": "n"},
            "list_response_headers_policies",
            {
                "ResponseHeadersPolicyList": {
                    "Items": [{"ResponseHeadersPolicy": {"Id": "i", "ResponseHeadersPolicyConfig": {"Name": "n"}}}]
                }
            },
            "i",
        ),
    ],
)
def test_a_resource_is_found_by_its_planned_attributes(
    kind, planned, operation, response, expected, recover, responses
):
    responses[operation] = response

    (blocks,) = recover({"x.this": (kind, {**planned, "description": None})})

    assert blocks == f'import {{\n  to = x.this\n  id = "{expected}"\n}}\n'


@pytest.mark.parametrize(
    ("kind", "planned", "operation", "response"),
    [
        ("aws_lambda_permission", {"function_name": "f", "qualifier": None, "statement_id": "s"}, "get_policy", {}),
        ("aws_api_gateway_rest_api", {"name": "n"}, "get_rest_apis", {"items": [{"id": "a", "name": "other"}]}),
        ("aws_iam_role", {"path": "/"}, "get_role", {}),
        ("aws_cloudfront_distribution", {"comment": "c"}, "list_distributions", {"DistributionList": {}}),
    ],
)
def test_what_can_not_be_found_is_created(kind, planned, operation, response, recover, responses):
    responses[operation] = response

    assert recover({"x.this": (kind, planned)}) == [""]


def test_each_operation_and_argument_is_one_of_boto3():
    services = {lookup.service for lookup in LOOKUPS.values()}
    clients = {service: boto3.client(service, region_name="eu-central-1").meta for service in services}
    for name, lookup in LOOKUPS.items():
        client = clients[lookup.service]
        assert lookup.operation in client.method_to_api_mapping, name
        operation = client.service_model.operation_model(client.method_to_api_mapping[lookup.operation])
        assert set(lookup.arguments) <= set(operation.input_shape.members), name


def test_a_resource_that_exists_and_can_not_be_found_is_an_error_that_names_it(recover, terraform):
    terraform.errors = [failed(EXISTS.replace("ADDRESS", "x.user"))]

    with pytest.raises(OrphanedResourceError, match=r"^x\.user was created by an interrupted run"):
        recover({"x.user": ("aws_iam_user", {"name": "u"})})


def test_a_resource_that_still_exists_after_its_import_is_not_imported_forever(recover, responses, terraform):
    responses["get_role"] = {}
    terraform.errors = [failed(EXISTS.replace("ADDRESS", "x.role"))]

    with pytest.raises(OrphanedResourceError):
        recover({"x.role": ("aws_iam_role", {"name": "x"})})

    assert len(terraform.blocks) == 1


@pytest.mark.parametrize(
    "reason",
    [
        "InvalidParameter: Invalid parameter: Topic Name",
        "NoSuchEntity: The role with name x does not exist",
        "ResourceConflictException: The operation cannot be performed at this time",
    ],
)
def test_another_error_stays(recover, terraform, reason):
    terraform.errors = [failed(OTHER.replace("REASON", reason))]

    with pytest.raises(TerraformError, match="terraform apply failed"):
        recover({"x.role": ("aws_iam_role", {"name": "x"})})


def test_a_read_only_folder_without_import_blocks_is_none_to_write_to(tmp_path, monkeypatch):
    def unlink(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", unlink)
    imports.remove_import_blocks(tmp_path)


@pytest.mark.parametrize("file", [".gitignore", "slipway/new/template/project/gitignore"])
def test_what_slipway_writes_is_not_committed(file):
    """Without a slash, a pattern is for a link to another disk too."""
    assert {imports._FILE, ".slipway", ".venv"} <= {*(ROOT / file).read_text().splitlines()}


def test_import_blocks_of_a_killed_run_are_removed(tmp_path):
    (tmp_path / "slipway-imports.tf").touch()
    imports.remove_import_blocks(tmp_path)
    imports.remove_import_blocks(tmp_path)
    assert not list(tmp_path.iterdir())
