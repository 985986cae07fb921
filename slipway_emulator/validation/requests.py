"""Validates a request, whichever service and protocol it is for."""

from dataclasses import dataclass

from botocore.model import OperationModel

from slipway_emulator.models import constraints, errors, forms
from slipway_emulator.models.decoding import operation_input
from slipway_emulator.models.errors import Response, ServiceError
from slipway_emulator.models.service_models import (
    Request,
    has_model,
    model,
    model_name,
    named_operation,
    routed_operation,
)
from slipway_emulator.models.unenforced import TYPES_ONLY
from slipway_emulator.validation import rules, topics

_FORMS = ("query", "ec2")
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html
_WITH_MISSING_PARAMETER = ("docdb", "ec2", "elasticache", "rds")

Operation = tuple[OperationModel, str, dict[str, str]]
"""The operation of a request, its protocol, and the values of the URL's labels."""


@dataclass(frozen=True)
class Rejection:
    """The refusal of a request.

    Attributes:
        response: the error response.
        is_readable: whether the body can be read, and so names the resources that the caller needs permissions for.
    """

    response: Response
    is_readable: bool


def rejection(request: Request) -> Rejection | None:
    """Return the refusal of a request that AWS refuses; None if it is valid.

    A request that no operation of the model has is left to the service, as is one of a service without a model. S3 has
    its own rules: ``s3_requests``.
    """
    service = model_name(request)
    if service == "s3" or not has_model(service):
        return None
    found = operation_of(service, request)
    if found is None:
        return None
    operation, protocol, labels = found
    is_readable = protocol in _FORMS
    try:
        values = operation_input(operation, protocol, request, labels)
        is_readable = True
        if service == "sns" and operation.input_shape:
            topics.check_arns(values, operation.input_shape.required_members, request.region)
        _validate(service, operation, protocol, values)
        rules.check(service, operation.name, values, request.region)
    except ServiceError as error:
        return Rejection(errors.response(error, protocol, model(service).metadata), is_readable)
    return None


def _validate(service: str, operation: OperationModel, protocol: str, values: dict[str, object]) -> None:
    """Raise an error with the service's code if the model doesn't allow an input; the message lists every violation."""
    if operation.input_shape is None or service in TYPES_ONLY:
        return
    found = constraints.violations(service, operation.input_shape, values)
    if not found:
        return
    if found[0].is_missing and service in _WITH_MISSING_PARAMETER:
        name = found[0].path[0].upper() + found[0].path[1:]
        raise ServiceError("MissingParameter", f"The request must contain the parameter {name}")
    message = constraints.message(found)
    if service == "logs" and "'log" in str(found[0]) and found[0].constraint.endswith("equal to 512"):
        message = "Invalid LogGroup or LogStream, both must have length less than or equal to 512."
    raise ServiceError(errors.validation_code(service, protocol), message)


def malformed_response(request: Request) -> Response:
    """Return the error response to a request whose document has too many levels for its service."""
    service = model_name(request)
    protocol = _protocol(service, request) if has_model(service) else "json"
    error = errors.malformed(protocol, "The document has too many levels.")
    return errors.response(error, protocol, model(service).metadata if has_model(service) else {})


def operation_of(service: str, request: Request) -> Operation | None:
    """Return the operation that a request is for; None if the model of the service has no such operation.

    Args:
        service: boto3's name, which has a model.
        request: the request.
    """
    protocol = _protocol(service, request)
    if protocol.startswith("rest"):
        routed = routed_operation(service, request)
        return (routed[0], protocol, routed[1]) if routed else None
    operation = named_operation(service, _operation_name(protocol, request))
    return (operation, protocol, {}) if operation else None


def readable_input(request: Request, found: Operation) -> dict[str, object]:
    """Return the input of a request's operation; empty if it can't be read."""
    operation, protocol, labels = found
    try:
        return operation_input(operation, protocol, request, labels)
    except ServiceError:
        return {}


def _protocol(service: str, request: Request) -> str:
    if "x-amz-target" in request.headers:
        return "json"
    protocol = str(model(service).metadata["protocol"])
    return "query" if protocol in ("json", "smithy-rpc-v2-cbor") else protocol


def _operation_name(protocol: str, request: Request) -> str:
    if protocol == "json":
        return request.headers["x-amz-target"].rpartition(".")[2]
    return forms.parameters(request).get("Action", "")
