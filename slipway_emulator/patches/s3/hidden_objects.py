"""Only a caller who may list a bucket learns that an object isn't there.

"If the object that you request doesn't exist, the error that Amazon S3 returns depends on whether you also have the
s3:ListBucket permission": 404 with it, and 403 without it. So do HeadObject and the source of a copy:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html

MiniStack always answers 404.
"""

import functools
from dataclasses import replace
from typing import Any

from ministack.services import s3

from slipway_emulator.iam.authorization import Enforce, RequestContext, wrap_enforce

_PREFIX = "arn:aws:s3:::"
# Parameters of other operations on an object that read, and of GetObjectVersion.
_OTHERS = frozenset(
    {"acl", "annotation", "attributes", "legal-hold", "retention", "tagging", "torrent", "uploadId", "versionId"}
)


def apply() -> None:
    """Authorize a request for an object that isn't there as ListBucket too, also one by another account."""
    wrap_enforce(_decide)
    allows = s3._foreign_bucket_allows

    @functools.wraps(allows)
    def foreign_bucket_allows(
        owner: str, bucket: str, key: str, method: str, query: dict[str, Any], *arguments: object
    ) -> Any:  # noqa: ANN401 - MiniStack's
        allowed = allows(owner, bucket, key, method, query, *arguments)
        if not allowed or not key or method not in ("GET", "HEAD") or _OTHERS & query.keys():
            return allowed
        record = s3._buckets.get_scoped(owner, None, bucket)
        if record is None or key in record["objects"]:
            return allowed
        return allows(owner, bucket, "", "GET", {}, *arguments)

    s3._foreign_bucket_allows = foreign_bucket_allows


def _decide(request: RequestContext, enforce: Enforce) -> object:
    result = enforce(request)
    if result is not None or request.action != "s3:GetObject" or not request.resource.startswith(_PREFIX):
        return result
    bucket_name, _, key = request.resource.removeprefix(_PREFIX).partition("/")
    bucket = s3._buckets.get(bucket_name)
    if bucket is None or key in bucket["objects"]:
        return None
    return enforce(replace(request, action="s3:ListBucket", resource=_PREFIX + bucket_name))
