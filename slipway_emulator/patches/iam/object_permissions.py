"""An object that is put with tags, an ACL, a retention or a legal hold needs the permission to set each of them.

Tags need s3:PutObjectTagging, an ACL s3:PutObjectAcl, a retention s3:PutObjectRetention, and a legal hold
s3:PutObjectLegalHold, also in CopyObject and CreateMultipartUpload:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
Copying an object with its tags needs s3:GetObjectTagging on the source and s3:PutObjectTagging on the copy:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html

MiniStack requires s3:PutObject only, except of forms.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from ministack.core import iam_actions

from slipway_emulator.iam import object_requests
from slipway_emulator.iam.object_requests import Check

_DIRECTIVE = "x-amz-tagging-directive"
_SETTINGS = {
    "PutObjectTagging": ("x-amz-tagging",),
    "PutObjectAcl": ("x-amz-acl", "x-amz-grant-"),
    "PutObjectRetention": ("x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date"),
    "PutObjectLegalHold": ("x-amz-object-lock-legal-hold",),
}


def apply() -> None:
    """Wrap the function that lists what a request needs in addition to its own action."""
    object_requests.require(_needed)


def _needed(method: str, path: str, headers: dict[str, str], query: dict[str, Any]) -> Iterable[Check]:
    bucket, _, key = path.lstrip("/").partition("/")
    if not key or "uploadId" in query or iam_actions._s3_action(method, path, query) != "PutObject":
        return ()
    return _of_settings(f"arn:aws:s3:::{bucket}/{key}", headers)


def _of_settings(resource: str, headers: dict[str, str]) -> Iterator[Check]:
    """Yield what a new object's settings need."""
    source = iam_actions._s3_source_object(headers)
    keeps_tags = headers.get(_DIRECTIVE, "").upper() != "REPLACE"
    if source and keeps_tags and object_requests.tags_of_object(*source):
        yield "s3:GetObjectVersionTagging" if source[1] else "s3:GetObjectTagging", source[0]
        yield "s3:PutObjectTagging", resource
    for action, names in _SETTINGS.items():
        if any(value and name.startswith(names) for name, value in headers.items() if name != _DIRECTIVE):
            yield f"s3:{action}", resource
