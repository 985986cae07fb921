"""The errors of requests that a service's model doesn't allow, in the form and with the codes of each service.

https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization
https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

Response = tuple[int, dict[str, str], bytes]  # status, headers, body


class ServiceError(Exception):
    """An error response of a service.

    Attributes:
        code: one of the error names in the service's model, or an error that all services have, e.g.
            ``ValidationException``.
        message: message for the caller.
        query_code: the code in the former query protocol of a service that has changed its protocol, e.g.
            ``MissingParameter``.
        status: status of the response.
        members: further members of an error of S3, e.g. ``ArgumentName``.
    """

    def __init__(
        self,
        code: str,
        message: str,
        query_code: str = "",
        *,
        status: int = 400,
        members: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.query_code = query_code
        self.status = status
        self.members = members or {}


# These errors aren't Lambda's own, whose responses say whose fault it was.
_COMMON = ("SerializationException", "ValidationException")

# The default is ValidationException, and ValidationError in the query protocol.
_VALIDATION_CODES = {
    "apigatewayv2": "BadRequestException",
    "athena": "InvalidRequestException",
    "cloudfront": "MalformedInput",
    "cognito-identity": "InvalidParameterException",
    "cognito-idp": "InvalidParameterException",
    "ec2": "InvalidParameterValue",
    "ecr": "InvalidParameterException",
    "logs": "InvalidParameterException",
    "resource-groups": "BadRequestException",
    "route53": "InvalidInput",
    "sesv2": "BadRequestException",
    "transcribe": "BadRequestException",
}


def validation_code(service: str, protocol: str) -> str:
    """Return the code that a service has for values that its model doesn't allow."""
    return _VALIDATION_CODES.get(service, "ValidationError" if protocol == "query" else "ValidationException")


def malformed(protocol: str, message: str) -> ServiceError:
    """Return the error for a body that can't be read."""
    code = {"query": "MalformedInput", "ec2": "MalformedInput", "rest-xml": "MalformedXML"}
    return ServiceError(code.get(protocol, "SerializationException"), message)


def response(error: ServiceError, protocol: str, metadata: Mapping[str, Any]) -> Response:
    """Return an error's response.

    Args:
        error: the error.
        protocol: protocol of the request: ``json``, ``rest-json``, ``query``, ``ec2`` or ``rest-xml``.
        metadata: metadata of the service's model.
    """
    if protocol in ("json", "rest-json"):
        return _json_response(error, protocol, metadata)
    text = f"<Code>{escape(error.query_code or error.code)}</Code><Message>{escape(error.message)}</Message>"
    if metadata["endpointPrefix"] == "sqs":
        text += "<Detail/>"
    if protocol == "ec2":
        body = f"<Response><Errors><Error>{text}</Error></Errors><RequestID>{uuid.uuid4()}</RequestID></Response>"
    else:
        namespace = metadata.get("xmlNamespace", f"http://{metadata['endpointPrefix']}.amazonaws.com/doc/")
        uri = namespace["uri"] if isinstance(namespace, dict) else namespace
        body = (
            f'<ErrorResponse xmlns="{escape(uri)}"><Error><Type>Sender</Type>{text}</Error>'
            f"<RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
        )
    return error.status, {"Content-Type": "text/xml"}, body.encode()


def s3_response(error: ServiceError) -> Response:
    """Return an error's response in the form of S3."""
    members = {"Code": error.code, "Message": error.message, **error.members}
    text = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in members.items())
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{text}<RequestId>{uuid.uuid4()}</RequestId></Error>'
    return error.status, {"Content-Type": "application/xml"}, body.encode()


def _json_response(error: ServiceError, protocol: str, metadata: Mapping[str, Any]) -> Response:
    version = metadata.get("jsonVersion", "1.0")
    content_type = f"application/x-amz-json-{version}" if protocol == "json" else "application/json"
    headers = {"Content-Type": content_type, "x-amzn-ErrorType": error.code}
    if error.query_code:
        headers["x-amzn-query-error"] = f"{error.query_code};Sender"
    body = {"__type": error.code, "message": error.message}
    if metadata.get("endpointPrefix") == "lambda" and error.code not in _COMMON:
        body["Type"] = "User"
    return error.status, headers, json.dumps(body).encode()
