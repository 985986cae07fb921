"""A request in CBOR is authorized, validated and carried out as the same request in JSON, and its response is in CBOR.

CloudWatch and some other services take CBOR, which the AWS SDKs for Go and JavaScript send:
https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/making-api-requests.html

MiniStack reads it for CloudWatch only, and drops all parameters if the package cbor2 is missing. It finds no IAM action
for such a request, so each caller may do everything.
"""

import functools
import json
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from ministack import app
from ministack.core import router

from slipway_emulator.responses import Response

if TYPE_CHECKING:
    from botocore.model import OperationModel

_Dispatch = Callable[..., Awaitable[Response]]
_URL = re.compile(r"/service/(\w+)/operation/(\w+)/?")
# MiniStack reads the operation from such a path, whatever is before it.
_OPERATION = "/operation/"
_HEADERS = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}


def apply() -> None:
    """Wrap the dispatch of a request to a service."""
    app._dispatch_service_request = _translating(app._dispatch_service_request)


def _translating(dispatch: _Dispatch) -> _Dispatch:
    @functools.wraps(dispatch)
    async def dispatch_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], request_id: str
    ) -> Response:
        if _OPERATION not in path or not _has_cbor(service := router.detect_service(method, path, headers, query)):
            return await dispatch(method, path, headers, body, query, request_id)
        operation = _operation(service, method, path, headers)
        if operation is None:
            response = _error(404, "UnknownOperationException", f"{method} {path} is not an operation.")
        else:
            response = await _call(dispatch, operation, headers, body, request_id)
        return response[0], {**response[1], "x-amzn-requestid": request_id}, response[2]

    return dispatch_request


def _has_cbor(service: str) -> bool:
    # Imported by the first such request, because botocore would double the time that the start takes.
    from slipway_emulator.models import cbor, service_models  # noqa: PLC0415

    name = service_models.boto3_name(service)
    return service_models.has_model(name) and cbor.PROTOCOL in service_models.model(name).metadata.get("protocols", ())


def _operation(service: str, method: str, path: str, headers: dict[str, str]) -> "OperationModel | None":
    """Return the operation that a request is for; None if it isn't a request of the protocol."""
    from slipway_emulator.models import service_models  # noqa: PLC0415 - as above

    match = _URL.fullmatch(path)
    is_of_protocol = method == "POST" and headers.get("smithy-protocol") == _HEADERS["smithy-protocol"]
    name = service_models.boto3_name(service)
    if not match or not is_of_protocol or match[1] != service_models.model(name).metadata["targetPrefix"]:
        return None
    return service_models.named_operation(name, match[2])


async def _call(
    dispatch: _Dispatch, operation: "OperationModel", headers: dict[str, str], body: bytes, request_id: str
) -> Response:
    from slipway_emulator.models import cbor  # noqa: PLC0415 - as above
    from slipway_emulator.models.errors import ServiceError  # noqa: PLC0415

    try:
        values = cbor.json_values(operation.input_shape, app._decompress_request_body(body, headers))
        document = json.dumps(values).encode()
    except ServiceError:
        document = b"\0"  # refused as the body of a JSON request is, after authorization
    target = f"{operation.service_model.metadata['targetPrefix']}.{operation.name}"
    kept = {name: value for name, value in headers.items() if name != "smithy-protocol"}
    json_headers = kept | {"x-amz-target": target, "content-type": "application/x-amz-json-1.0"}
    status, found, text = await dispatch("POST", "/", json_headers, document, {}, request_id)
    answer = json.loads(text or b"{}")
    encoded = cbor.error(answer) if status >= 300 else cbor.output(operation.output_shape, answer)
    return status, found | _HEADERS, encoded


def _error(status: int, code: str, message: str) -> Response:
    from slipway_emulator.models import cbor  # noqa: PLC0415 - as above

    return status, dict(_HEADERS), cbor.error({"__type": code, "message": message})
