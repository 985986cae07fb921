"""Validates requests to S3: parameters and headers, bucket policies, and XML by the model and by S3's own rules.

MiniStack validates names, and what depends on buckets and objects.

https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from typing import Any

from slipway_emulator.models import constraints, errors, xml_bodies
from slipway_emulator.models.errors import Response, ServiceError
from slipway_emulator.models.service_models import Request, routed_operation
from slipway_emulator.validation import bucket_policies, s3_acls, s3_documents, s3_parameters
from slipway_emulator.validation.s3_arguments import key_of

_WRITES = ("POST", "PUT")


def rejection(request: Request) -> Response | None:
    """Return the error response to a request that S3 refuses; None if there is nothing wrong."""
    try:
        s3_parameters.check(request)
        if request.method in _WRITES:
            s3_acls.check_headers(request)
        if request.method in _WRITES and (request.query or not key_of(request)):
            _check_document(request)
    except ServiceError as error:
        return errors.s3_response(error)
    return None


def _check_document(request: Request) -> None:
    if request.method == "PUT" and "policy" in request.query:
        bucket_policies.check(request.path.strip("/"), request.body.decode("utf-8", "replace"))
    elif request.method == "PUT" and "acl" in request.query:
        s3_acls.check_document(request)
    elif request.body.lstrip().startswith(b"<"):
        _check_xml(request)


def _check_xml(request: Request) -> None:
    routed = routed_operation("s3", request)
    shape: Any = routed[0].input_shape if routed else None
    payload = shape.members.get(shape.serialization.get("payload")) if shape else None
    if routed is None or payload is None or payload.type_name != "structure":
        return
    try:
        document = xml_bodies.decode(payload, request.body)
    except ServiceError as error:
        raise ServiceError("MalformedXML", s3_documents.MALFORMED) from error
    if routed[0].name == "PutBucketTagging":
        document.setdefault("TagSet", [])  # S3 accepts a bucket's tags without it
    document.pop("LocationConstraint", None)  # MiniStack checks it, with codes that depend on the region
    if constraints.violations("s3", payload, document):
        raise ServiceError("MalformedXML", s3_documents.MALFORMED)
    s3_documents.check(routed[0].name, document)
