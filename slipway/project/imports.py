"""Importing resources that a killed Terraform has created, but not written to its state.

Terraform writes a state to S3 every 20 seconds and at its end. After it was killed in between, creating the same
resources again fails if AWS allows a name only once.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.terraform import Terraform, TerraformError

_FILE = "slipway-imports.tf"
_ADDRESS = re.compile(r"^(?:│ )? +with (.+),$", re.MULTILINE)
# E.g. EntityAlreadyExists, BucketAlreadyOwnedByYou, PipelineNameInUseException, and API Gateway's "Another resource
# with the same parent already has this name". Not "does not exist".
_EXISTS = re.compile(r"already ?(?:exist|owned|has)|NameInUse|QueueNameExists", re.IGNORECASE)
# Type -> its id for an import, of planned attributes. The import sections of the provider's documentation have them:
# https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
_IDS = {
    "aws_api_gateway_method": "{rest_api_id}/{resource_id}/{http_method}",
    "aws_api_gateway_model": "{rest_api_id}/{name}",
    "aws_api_gateway_stage": "{rest_api_id}/{stage_name}",
    "aws_cloudwatch_log_group": "{name}",
    "aws_codebuild_project": "{name}",
    "aws_codepipeline": "{name}",
    "aws_dynamodb_table": "{name}",
    "aws_iam_policy": "arn:aws:iam::{account}:policy{path}{name}",
    "aws_iam_role": "{name}",
    "aws_lambda_alias": "{function_name}/{name}",
    "aws_lambda_function": "{function_name}",
    "aws_s3_bucket": "{bucket}",
    "aws_sesv2_configuration_set": "{configuration_set_name}",
    "aws_sesv2_email_identity": "{email_identity}",
    "aws_ssm_parameter": "{name}",
}


class OrphanedResourceError(SlipwayError):
    """A resource exists, isn't in the state, and can't be imported."""


def import_and_apply(
    terraform: Terraform, variables: dict[str, Any], error: TerraformError, target: Target, account: str
) -> None:
    """Import the resources that an apply couldn't create because they exist, and apply again, until it succeeds.

    Args:
        terraform: in the stack's directory.
        variables: of the stack.
        error: of the apply.
        target: the local AWS.
        account: 12 digits.

    Raises:
        OrphanedResourceError: a resource exists, and its id isn't known.
        TerraformError: an apply failed for another reason.
    """
    ids: dict[str, str] = {}
    while addresses := _existing(error.stderr) - set(ids):
        planned = _planned(terraform.plan(variables))
        ids |= {address: _id(*planned[address], target, account) for address in sorted(addresses & set(planned))}
        if missing := [address for address in sorted(addresses) if not ids.get(address)]:
            raise OrphanedResourceError(
                f"{missing[0]} was created by an interrupted run, but can't be imported into its state"
            ) from error
        try:
            with _import_blocks(terraform.directory, ids):
                terraform.apply(variables)
        except TerraformError as next_error:
            error = next_error
        else:
            return
    raise error


@contextmanager
def _import_blocks(directory: Path, ids: Mapping[str, str]) -> Iterator[None]:
    """Add import blocks to a configuration, which import resources by its next apply."""
    blocks = [f"import {{\n  to = {address}\n  id = {json.dumps(value)}\n}}\n" for address, value in ids.items()]
    (directory / _FILE).write_text("".join(blocks), encoding="utf-8")
    try:
        yield
    finally:
        remove_import_blocks(directory)


def remove_import_blocks(directory: Path) -> None:
    """Remove the import blocks of a run that was killed."""
    (directory / _FILE).unlink(missing_ok=True)


def _existing(errors: str) -> set[str]:
    """Return the addresses of resources that can't be created because they exist."""
    matches = [_ADDRESS.search(error) for error in errors.split("Error: ")[1:] if _EXISTS.search(error)]
    return {match[1] for match in matches if match}


def _planned(plan: Mapping[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return type and planned attributes of the resources that a plan creates, by address."""
    created = [change for change in plan["resource_changes"] if "create" in change["change"]["actions"]]
    return {change["address"]: (change["type"], change["change"]["after"]) for change in created}


def _id(kind: str, planned: Mapping[str, Any], target: Target, account: str) -> str:
    """Return a resource's id for an import; empty if it isn't known."""
    values = {"account": account, **planned}
    with suppress(LookupError, StopIteration, ClientError):  # an unplanned value, or a resource that isn't there
        if kind in _LOOKUPS:
            service, look_up = _LOOKUPS[kind]
            return look_up(target.client(service), planned)
        return _IDS[kind].format_map({key: value for key, value in values.items() if value is not None})
    return ""


def _find(items: list[dict[str, Any]], **expected: Any) -> dict[str, Any]:  # noqa: ANN401 - any value of AWS
    return next(item for item in items if all(item.get(key) == value for key, value in expected.items()))


def _api_resource(client: Any, planned: Mapping[str, Any]) -> str:  # noqa: ANN401 - boto3's
    items = client.get_resources(restApiId=planned["rest_api_id"], limit=500)["items"]
    found = _find(items, parentId=planned["parent_id"], pathPart=planned["path_part"])
    return f"{planned['rest_api_id']}/{found['id']}"


def _origin_access_control(client: Any, planned: Mapping[str, Any]) -> str:  # noqa: ANN401 - boto3's
    items = client.list_origin_access_controls()["OriginAccessControlList"]["Items"]
    return str(_find(items, Name=planned["name"])["Id"])


def _response_headers_policy(client: Any, planned: Mapping[str, Any]) -> str:  # noqa: ANN401 - boto3's
    items = client.list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"]["Items"]
    policies = (item["ResponseHeadersPolicy"] for item in items)
    return next(str(item["Id"]) for item in policies if item["ResponseHeadersPolicyConfig"]["Name"] == planned["name"])


def _event_source_mapping(client: Any, planned: Mapping[str, Any]) -> str:  # noqa: ANN401 - boto3's
    names = {"FunctionName": planned["function_name"], "EventSourceArn": planned["event_source_arn"]}
    return str(client.list_event_source_mappings(**names)["EventSourceMappings"][0]["UUID"])


def _lambda_permission(_client: Any, planned: Mapping[str, Any]) -> str:  # noqa: ANN401 - boto3's
    qualifier = f":{planned['qualifier']}" if planned.get("qualifier") else ""
    return f"{planned['function_name']}{qualifier}/{planned['statement_id']}"


# Type -> its service, and how its id is found by planned attributes.
_LOOKUPS: dict[str, tuple[str, Callable[[Any, Mapping[str, Any]], str]]] = {
    "aws_api_gateway_resource": ("apigateway", _api_resource),
    "aws_cloudfront_origin_access_control": ("cloudfront", _origin_access_control),
    "aws_cloudfront_response_headers_policy": ("cloudfront", _response_headers_policy),
    "aws_lambda_event_source_mapping": ("lambda", _event_source_mapping),
    "aws_lambda_permission": ("lambda", _lambda_permission),
}
