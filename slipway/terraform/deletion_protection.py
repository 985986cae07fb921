"""Which resources of a planned removal AWS would keep, so that Terraform would fail halfway."""

from collections.abc import Iterator, Mapping
from typing import Any

from slipway.aws.target import Target

# Attributes that keep a resource, by the documentation of aws_dynamodb_table, aws_db_instance, aws_lb, aws_instance and
# aws_cognito_user_pool: https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
_PROTECTING = {
    "deletion_protection": (True, "ACTIVE"),
    "deletion_protection_enabled": (True,),
    "disable_api_termination": (True,),
    "enable_deletion_protection": (True,),
}


def protected(plan: Mapping[str, Any], target: Target) -> Iterator[tuple[str, str]]:
    """Yield the address of each resource that a plan deletes although it is protected, and the reason.

    Args:
        plan: plan in Terraform's JSON format.
        target: target of the resources; buckets and repositories are checked there for content.
    """
    for change in plan.get("resource_changes", []):
        if change.get("mode") != "managed" or "delete" not in change["change"]["actions"]:
            continue
        before = change["change"]["before"] or {}
        for attribute, values in _PROTECTING.items():
            if before.get(attribute) in values:
                yield change["address"], "has deletion protection"
        if change["type"] == "aws_s3_bucket" and not before.get("force_destroy") and _has_versions(before, target):
            yield change["address"], "isn't empty, and has no force_destroy"
        if change["type"] == "aws_ecr_repository" and not before.get("force_delete") and _has_images(before, target):
            yield change["address"], "isn't empty, and has no force_delete"


def _has_versions(bucket: Mapping[str, Any], target: Target) -> bool:
    found = target.client("s3").list_object_versions(Bucket=bucket["bucket"], MaxKeys=1)
    return bool(found.get("Versions") or found.get("DeleteMarkers"))


def _has_images(repository: Mapping[str, Any], target: Target) -> bool:
    found = target.client("ecr").list_images(repositoryName=repository["name"], maxResults=1)
    return bool(found["imageIds"])
