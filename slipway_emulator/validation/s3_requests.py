"""Validates the documents in requests to S3: bucket policies, and XML by the model.

MiniStack validates the rest of S3: its headers and names, whose errors don't follow the model.

https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from typing import Any

from slipway_emulator.models import constraints, errors, xml_bodies
from slipway_emulator.models.errors import Response, ServiceError
from slipway_emulator.models.service_models import Request, routed_operation
from slipway_emulator.validation import bucket_policies

_MALFORMED = "The XML you provided was not well-formed or did not validate against our published schema"


def rejection(request: Request) -> Response | None:
    """Return the error response to a request whose document S3 refuses; None if there is nothing wrong."""
    if not request.query or request.method not in ("POST", "PUT"):
        return None
    try:
        if request.method == "PUT" and "policy" in request.query:
            bucket_policies.check(request.path.strip("/"), request.body.decode("utf-8", "replace"))
        elif request.body.lstrip().startswith(b"<"):
            _check_xml(request)
    except ServiceError as error:
        return errors.s3_response(error)
    return None


def _check_xml(request: Request) -> None:
    routed = routed_operation("s3", request)
    shape: Any = routed[0].input_shape if routed else None
    payload = shape.members.get(shape.serialization.get("payload")) if shape else None
    if payload is None or payload.type_name != "structure":
        return
    try:
        document = xml_bodies.decode(payload, request.body)
    except ServiceError as error:
        raise ServiceError("MalformedXML", _MALFORMED) from error
    if constraints.violations("s3", payload, document):
        raise ServiceError("MalformedXML", _MALFORMED)
