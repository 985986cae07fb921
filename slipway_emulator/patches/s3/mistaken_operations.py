"""An operation of S3 that the local AWS doesn't support is refused by its name; GetBucketRequestPayment is answered.

An operation of a bucket's or an object's subresource has it as a parameter of the URL, e.g. ``?inventory``:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

MiniStack ignores the subresources that it doesn't have: DeleteBucketInventoryConfiguration deletes the bucket,
PutBucketAbac creates one, and GetBucketPolicyStatus lists the objects. It expects another name for the subresource
``requestPayment``.
"""

import functools
from typing import Any

from ministack.services import s3

_Response = tuple[int, dict[str, str], Any]
_REQUEST_PAYMENT = "requestPayment"
_ENCRYPTION = "encryption"  # of an object; a bucket's is supported
_SUBRESOURCES = frozenset(
    {
        "abac",
        "analytics",
        _ENCRYPTION,
        "intelligent-tiering",
        "inventory",
        "metadataAnnotationTable",
        "metadataConfiguration",
        "metadataInventoryTable",
        "metadataJournalTable",
        "metadataTable",
        "metrics",
        "policyStatus",
        "renameObject",
        "select",
        "session",
        "torrent",
    }
)


def apply() -> None:
    """Wrap the dispatch of an authorized request."""
    dispatch = s3._dispatch

    @functools.wraps(dispatch)
    def dispatch_request(
        method: str, bucket: str, key: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> _Response:
        if bucket and not _SUBRESOURCES.isdisjoint(query) and (name := _unsupported(method, bucket, key, query)):
            return _refusal(name)
        if method == "GET" and bucket and not key and _REQUEST_PAYMENT in query:
            response: _Response = s3._get_bucket_request_payment(bucket)
        else:
            response = dispatch(method, bucket, key, headers, body, query)
        return response

    s3._dispatch = dispatch_request


def _unsupported(method: str, bucket: str, key: str, query: dict[str, Any]) -> str | None:
    """Return the name of the operation of one of the subresources that a request is for; None if it is another one."""
    # Imported by the first such request, because botocore would double the time that the start takes.
    from slipway_emulator.models.service_models import Request, routed_operation  # noqa: PLC0415

    path = f"/{bucket}/{key}" if key else f"/{bucket}"
    routed = routed_operation("s3", Request("s3", method, path, {}, b"", query))
    if routed is None:
        return None
    operation = routed[0]
    url, _, parameters = operation.http["requestUri"].partition("?")
    is_of_object = "{Key+}" in url
    subresource = parameters.partition("&")[0]
    is_unsupported = subresource in _SUBRESOURCES and (subresource != _ENCRYPTION or is_of_object)
    return operation.name if is_unsupported and is_of_object == bool(key) else None


def _refusal(name: str) -> _Response:
    from slipway_emulator.models import errors  # noqa: PLC0415 - as above

    message = f"The local AWS doesn't support {name} of s3."
    return errors.s3_response(errors.ServiceError("NotImplemented", message, status=501))
