"""Lambda's responses have the members that AWS's have: none that is empty, and an error's type.

A function that is created has no LastUpdateStatus until it is active, an update has its reason, and lists have no
states. A function's URL has the qualifier of its alias, and an alias that doesn't exist can be deleted:
https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json

MiniStack returns empty texts and lists, an empty ARN of the runtime's version, the states in lists, and errors with a
message only.
"""

import functools
import hashlib
import json
import re
from typing import Any

from ministack.core.responses import get_region
from ministack.services import lambda_svc

from slipway_emulator.models import service_models

_Json = dict[str, Any]
_OMITTED_IF_EMPTY = (
    *("KMSKeyArn", "Layers", "StateReason", "StateReasonCode", "LastUpdateStatusReason", "LastUpdateStatusReasonCode"),
)
_STATE_REASON = ("StateReason", "StateReasonCode")
_NOT_LISTED = (
    *("State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason"),
    *("LastUpdateStatusReasonCode", "RuntimeVersionConfig"),
)
_IN_PROGRESS = {"LastUpdateStatusReason": "The function is being created.", "LastUpdateStatusReasonCode": "Creating"}
_URL = re.compile(r"/2021-10-31/functions/[^/]+/url")
_ALIAS = re.compile(r"/2015-03-31/functions/[^/]+/aliases/[^/]+")
_SERVER_ERROR = 500
_OK = range(200, 300)


def apply() -> None:
    """Wrap the handler of all requests."""
    handle = lambda_svc.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: _Json, body: bytes, query: _Json) -> Any:  # noqa: ANN401
        response = await handle(method, path, headers, body, query)
        if not _is_json(response):
            return response
        status, response_headers, text = response
        found = json.loads(text)
        if status not in _OK:
            is_missing_alias = method == "DELETE" and _ALIAS.fullmatch(path) and _is_missing(found, "Alias")
            return (
                (204, {}, b"") if is_missing_alias else (status, response_headers, _dumps(_error(status, found, query)))
            )
        shaped = _url(found, query) if _URL.fullmatch(path) else _shaped(found)
        return status, response_headers, _dumps(shaped)

    lambda_svc.handle_request = handle_request


def _is_json(response: Any) -> bool:  # noqa: ANN401 - MiniStack's response
    if not isinstance(response, tuple) or len(response) != len(("status", "headers", "body")):
        return False
    # An invocation's payload is the function's own.
    is_payload = any(name.lower() == "x-amz-executed-version" for name in response[1])
    return isinstance(response[2], bytes) and response[2].startswith(b"{") and not is_payload


def _dumps(value: _Json) -> bytes:
    return json.dumps(value).encode()


def _is_missing(error: _Json, kind: str) -> bool:
    return str(error.get("message", "")).startswith(f"{kind} not found: ")


def _shaped(found: _Json) -> _Json:
    for name in ("Functions", "Versions"):
        if name in found:
            return {**found, name: [_without(_configuration(each), _NOT_LISTED) for each in found[name]]}
    if "Configuration" in found:
        rest = found if found.get("Tags") else _without(found, ["Tags"])
        return {**rest, "Configuration": _configuration(found["Configuration"])}
    if "LayerVersions" in found:
        return {**found, "LayerVersions": [_shaped(each) for each in found["LayerVersions"]]}
    if "LayerVersionArn" in found and not found.get("LicenseInfo"):
        return _without(found, ["LicenseInfo"])
    return _configuration(found) if "RuntimeVersionConfig" in found else found


def _configuration(found: _Json) -> _Json:
    shaped = _without(found, [name for name in _OMITTED_IF_EMPTY if not found.get(name)])
    if "Ipv6AllowedForDualStack" not in (found.get("VpcConfig") or {}):  # it was never in a VPC
        shaped.pop("VpcConfig", None)
    if found.get("StateReasonCode") == "Updating":  # the function remains active
        shaped = {**_without(shaped, _STATE_REASON), **_IN_PROGRESS, "State": "Active"}
    elif found.get("State") == "Pending":
        shaped.pop("LastUpdateStatus", None)
    elif found.get("LastUpdateStatus") == "InProgress":
        shaped = {**_IN_PROGRESS, **shaped}
    version = found.get("RuntimeVersionConfig") or {}
    if not found.get("Runtime"):
        shaped.pop("RuntimeVersionConfig", None)
    elif not version.get("RuntimeVersionArn"):
        digest = hashlib.sha256(found["Runtime"].encode()).hexdigest()
        shaped["RuntimeVersionConfig"] = {"RuntimeVersionArn": f"arn:aws:lambda:{get_region()}::runtime:{digest}"}
    return shaped


def _without(found: _Json, names: Any) -> _Json:  # noqa: ANN401 - an iterable of texts
    return {name: value for name, value in found.items() if name not in names}


def _url(found: _Json, query: _Json) -> _Json:
    """Return the configuration of a function's URL with the qualifier that it was asked for."""
    qualifier = _qualifier(query)
    if qualifier and "FunctionArn" in found and not found["FunctionArn"].endswith(f":{qualifier}"):
        return {**found, "FunctionArn": f"{found['FunctionArn']}:{qualifier}"}
    return found


def _qualifier(query: _Json) -> str:
    value = query.get("Qualifier") or ""
    return str(value[0] if isinstance(value, list) else value)


def _error(status: int, found: _Json, query: _Json) -> _Json:
    """Return an error with its type, the name that its model has for the message, and the qualifier in the message."""
    code = str(found.get("__type", ""))
    shape = next((each for each in service_models.model("lambda").error_shapes if each.name == code), None)
    if shape is None or "Type" not in shape.members or "message" not in found:
        return found
    message, qualifier = found["message"], _qualifier(query)
    if _is_missing(found, "Function") and qualifier and not message.endswith(f":{qualifier}"):
        message = f"{message}:{qualifier}"
    if message.startswith(("Function URL config not found", "Event source mapping not found")):
        message = "The resource you requested does not exist."
    name = "Message" if "Message" in shape.members else "message"
    kind = "User" if status < _SERVER_ERROR else "Service"
    return {**_without(found, ["message"]), name: message, "Type": kind}
