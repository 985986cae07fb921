"""CloudWatch Logs saves queries: PutQueryDefinition, DescribeQueryDefinitions and DeleteQueryDefinition.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueryDefinitions.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteQueryDefinition.html

MiniStack has none of the three.
"""

import functools
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import cloudwatch_logs

from slipway_emulator.responses import Response, error_response_json, json_response

_Json = dict[str, Any]

_TARGET = "Logs_20140328."
_PAGE = 1000

_definitions = AccountRegionScopedDict()


def apply() -> None:
    """Wrap the handler of the service's requests."""
    handle = cloudwatch_logs.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: _Json) -> object:
        operation = _OPERATIONS.get(headers.get("x-amz-target", "").removeprefix(_TARGET))
        if operation:
            return operation(json.loads(body))
        return await handle(method, path, headers, body, query)

    cloudwatch_logs.handle_request = handle_request


def _put(data: _Json) -> Response:
    id_ = data.get("queryDefinitionId")
    if id_ is not None and id_ not in _definitions:
        return _error("ResourceNotFoundException", "The specified query definition does not exist.")
    for name in ("name", "queryString"):
        if not data.get(name):
            return _error("InvalidParameterException", f"{name} is required.")
    id_ = id_ or str(uuid.uuid4())
    # "No current values are retained from the current query definition."
    _definitions[id_] = {
        "queryDefinitionId": id_,
        "name": data["name"],
        "queryString": data["queryString"],
        "queryLanguage": data.get("queryLanguage", "CWLI"),
        "lastModified": int(time.time() * 1000),
        "logGroupNames": data.get("logGroupNames", []),
    }
    return _ok({"queryDefinitionId": id_})


def _describe(data: _Json) -> Response:
    prefix, start = data.get("queryDefinitionNamePrefix", ""), int(data.get("nextToken", 0))
    end = start + min(data.get("maxResults", _PAGE), _PAGE)
    found = sorted(
        (each for each in _definitions.values() if each["name"].startswith(prefix)),
        key=lambda each: (each["name"], each["queryDefinitionId"]),
    )
    token = {"nextToken": str(end)} if end < len(found) else {}
    return _ok({"queryDefinitions": found[start:end], **token})


def _delete(data: _Json) -> Response:
    if _definitions.pop(data.get("queryDefinitionId"), None) is None:
        return _error("ResourceNotFoundException", "The specified query definition does not exist.")
    return _ok({"success": True})


_OPERATIONS: dict[str, Callable[[_Json], Response]] = {
    "DeleteQueryDefinition": _delete,
    "DescribeQueryDefinitions": _describe,
    "PutQueryDefinition": _put,
}


def _ok(content: _Json) -> Response:
    return json_response(content)


def _error(code: str, message: str) -> Response:
    return error_response_json(code, message, 400)
