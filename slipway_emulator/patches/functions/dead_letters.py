"""The dead-letter queue of a function gets the event, with the reason as message attributes.

The attributes are RequestID, ErrorCode and ErrorMessage, of which Lambda keeps the first 1 KB:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq

MiniStack sends the invocation record that a destination gets.
"""

import functools
import json
import uuid
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc, sns, sqs

_MESSAGE_BYTES = 1024
_SUCCEEDED, _THROTTLED = "200", "429"


def apply() -> None:
    """Wrap the execution, whose result gets the request's id, and the sending of a failed event."""
    lambda_svc._execute_function_dispatch = _with_request_id(lambda_svc._execute_function_dispatch)
    route_failure = lambda_svc._route_async_failure

    @functools.wraps(route_failure)
    def route(target_arn: str, function_name: str, event: object, result: dict[str, Any]) -> None:
        config = lambda_svc._functions[function_name]["config"]
        if target_arn == (config.get("DeadLetterConfig") or {}).get("TargetArn"):
            _send(target_arn, json.dumps(event), _attributes(result))
        else:
            route_failure(target_arn, function_name, event, result)

    lambda_svc._route_async_failure = route


def _with_request_id(dispatch: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    @functools.wraps(dispatch)
    def run(function: object, config: object, event: object, request_id: str, *args: object) -> dict[str, Any]:
        return {**dispatch(function, config, event, request_id, *args), "request_id": request_id}

    return run


def _send(target_arn: str, body: str, attributes: dict[str, dict[str, str]]) -> None:
    service, name = target_arn.split(":")[2], target_arn.split(":")[5]
    if service == "sqs":
        sqs._act_send_message({"MessageBody": body, "MessageAttributes": attributes}, sqs._queue_url(name))
    else:
        sns._fanout(target_arn, str(uuid.uuid4()), body, "", "", attributes)


def _attributes(result: dict[str, Any]) -> dict[str, dict[str, str]]:
    payload = result.get("body")
    error = payload if isinstance(payload, dict) else {}
    message = str(error.get("errorMessage") or error.get("message") or "")
    attributes = {
        "RequestID": ("String", str(result.get("request_id") or uuid.uuid4())),
        "ErrorCode": ("Number", _THROTTLED if result.get("throttle") else _SUCCEEDED),
        "ErrorMessage": ("String", message.encode()[:_MESSAGE_BYTES].decode(errors="ignore")),
    }
    return {
        name: {"DataType": kind, "StringValue": value}
        for name, (kind, value) in attributes.items()
        if value  # SQS refuses an empty value
    }
