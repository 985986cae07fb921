"""A policy can limit requests to S3 by their headers, their tags, their signature and the tags of the object.

The condition keys ``s3:x-amz-storage-class``, ``s3:RequestObjectTag/…``, ``s3:if-none-match``,
``s3:ObjectCreationOperation``, ``s3:authType`` and others of the reference:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
"For multipart uploads you must specify the ``s3:ObjectCreationOperation`` condition key to exempt the
CreateMultipartUpload, UploadPart, and UploadPartCopy operations":
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html

MiniStack has the keys of the encryption's algorithm and of the ACL, and the tags of an object that is read. A grant
with another key allows nothing, and a denial with one forbids nothing.
"""

import functools
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from ministack.core import iam_actions

from slipway_emulator.iam import object_requests, resource_arns
from slipway_emulator.iam.authorization import Enforce, RequestContext, wrap_enforce
from slipway_emulator.iam.resource_arns import Request

# The current request, if it is one to S3.
_current: ContextVar[Request | None] = ContextVar("current", default=None)


def apply() -> None:
    """Remember a request when its resource is looked up, and add the keys when an action is authorized."""
    resource_arns.correct(_remember)
    wrap_enforce(_authorize)
    s3_service_context = iam_actions.s3_service_context

    # The policy of another account's bucket is evaluated with these keys.
    @functools.wraps(s3_service_context)
    def context(
        iam_action: str, query_params: dict[str, Any] | None, path: str = "", headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        found: dict[str, Any] = s3_service_context(iam_action, query_params, path, headers)
        return {**_keys(iam_action, f"arn:aws:s3:::{path.lstrip('/')}"), **found}

    iam_actions.s3_service_context = context


def _remember(request: Request, found: str) -> str:
    _current.set(request if request.service == "s3" else None)
    return found


def _authorize(request: RequestContext, enforce: Enforce) -> object:
    if request.service != "s3":
        return enforce(request)
    return enforce(replace(request, keys={**_keys(request.action, request.resource), **(request.keys or {})}))


def _keys(action: str, resource: str) -> dict[str, Any]:
    request = _current.get()
    return object_requests.condition_keys(action, resource, request) if request else {}
