"""SES v2: JSON, with the operation in the path."""

from aws_client.aws_json import decode, decode_error, to_json
from aws_client.endpoints import Service
from aws_client.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["decode", "decode_error", "encode"]

_PATHS = {("sesv2", "SendEmail"): "/v2/email/outbound-emails"}


def encode(service: Service, operation: str, arguments: "Mapping[str, Any]") -> Request:
    """Return the request of a call.

    Raises:
        NotImplementedError: the operation is not one that this library knows.
    """
    path = _PATHS.get((service.name, operation))
    if not path or "EndpointId" in arguments:  # a global endpoint, whose requests have another kind of signature
        raise NotImplementedError(
            f"aws_client has no {operation} of {service.name} with these members: use boto3 for it"
        )
    return Request("POST", path, "", {"content-type": "application/json"}, to_json(arguments))
