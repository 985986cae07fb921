"""CloudWatch answers the Query protocol as it answers JSON and CBOR.

Terraform's AWS provider 5.100, the AWS CLI and older SDKs use it:
https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json

MiniStack has another implementation of most operations for it, which omits members, ignores labels and units, and adds
up the metrics of all dimensions. With this patch a Query request uses MiniStack's JSON code, and its response is
written as XML by the service's model.
"""

import functools
import json
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import cloudwatch

from slipway_emulator.responses import Response

_JSON = {"content-type": "application/x-amz-json-1.0"}


def apply() -> None:
    """Wrap the handler of requests."""
    handle = cloudwatch.handle_request

    @functools.wraps(handle)
    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> Response:
        # Imported by the first request, because botocore would double the time that the start takes.
        from slipway_emulator.models import forms  # noqa: PLC0415
        from slipway_emulator.models.service_models import Request, named_operation  # noqa: PLC0415

        kind = headers.get("content-type", "") + headers.get("smithy-protocol", "")
        response: Response
        if "x-amz-target" in headers or "cbor" in kind or "json" in kind:
            response = await handle(method, path, headers, body, query)
            return response
        parameters = forms.parameters(Request("monitoring", method, path, headers, body, query))
        operation = named_operation("cloudwatch", parameters.get("Action", ""))
        if operation is None:
            response = await handle(method, path, headers, body, query)
            return response
        values = forms.decode(operation.input_shape, parameters, "query")
        target = {"x-amz-target": f"GraniteServiceVersion20100801.{operation.name}"}
        response = await handle("POST", "/", _JSON | target, json.dumps(values).encode(), {})
        return _as_xml(operation, response)

    cloudwatch.handle_request = handle_request


def _as_xml(operation: Any, response: Response) -> Response:  # noqa: ANN401 - botocore has no types
    status, _, body = response
    document = json.loads(body)
    xml: Response
    if status != 200:
        xml = cloudwatch._error(document["__type"], document["message"], status)
    else:
        shape = operation.output_shape
        text = _element(f"{operation.name}Result", shape, document) if shape else ""
        xml = cloudwatch._xml(status, f"{operation.name}Response", text)
    return xml


def _element(name: str, shape: Any, value: Any) -> str:  # noqa: ANN401 - a value of the shape
    if shape.type_name == "structure":
        given = [member for member in shape.members if value.get(member) is not None]
        text = "".join(_element(member, shape.members[member], value[member]) for member in given)
    elif shape.type_name == "list":
        text = "".join(_element("member", shape.member, item) for item in value)
    elif shape.type_name == "map":
        entries = (
            (_element("key", shape.key, key), _element("value", shape.value, item)) for key, item in value.items()
        )
        text = "".join(f"<entry>{key}{item}</entry>" for key, item in entries)
    elif shape.type_name == "timestamp":
        text = cloudwatch._ts_iso(cloudwatch._parse_ts(value))
    else:
        text = str(value).lower() if isinstance(value, bool) else escape(str(value))
    return f"<{name}>{text}</{name}>"
