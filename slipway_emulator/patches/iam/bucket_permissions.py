"""A bucket that is created with an ACL, Object Lock or an ownership needs the permission to set each of them.

An ACL other than "private" needs s3:PutBucketAcl, Object Lock s3:PutBucketObjectLockConfiguration and
s3:PutBucketVersioning, and an ownership s3:PutBucketOwnershipControls:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html#API_CreateBucket_Permissions

MiniStack requires s3:CreateBucket only.
"""

from collections.abc import Iterator
from typing import Any

from ministack.core import iam_actions

from slipway_emulator.iam import object_requests
from slipway_emulator.iam.object_requests import Check


def apply() -> None:
    """Wrap the function that lists what a request needs in addition to its own action."""
    object_requests.require(_needed)


def _needed(method: str, path: str, headers: dict[str, str], query: dict[str, Any]) -> Iterator[Check]:
    bucket = path.strip("/")
    if method != "PUT" or "/" in bucket or iam_actions._s3_action(method, path, query) != "CreateBucket":
        return
    for action in _of_settings(headers):
        yield f"s3:{action}", f"arn:aws:s3:::{bucket}"


def _of_settings(headers: dict[str, str]) -> Iterator[str]:
    has_grants = any(value and name.startswith("x-amz-grant-") for name, value in headers.items())
    if has_grants or headers.get("x-amz-acl", "private") != "private":
        yield "PutBucketAcl"
    if headers.get("x-amz-bucket-object-lock-enabled", "").lower() == "true":
        yield from ("PutBucketObjectLockConfiguration", "PutBucketVersioning")
    if headers.get("x-amz-object-ownership"):
        yield "PutBucketOwnershipControls"
