"""An asynchronous invocation goes by what its alias says of retries and of a destination on failure.

A version or alias has settings of its own; EventBridge invokes asynchronously, so they count for its events too; and
Lambda sends to a destination in the name of the function's role:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html

MiniStack 1.5.33 knows the settings of the bare function alone, runs a function once for an event of EventBridge,
whatever becomes of it, and sends to a destination whatever the role may.
"""

import functools
import json
import logging
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import eventbridge, lambda_svc

from slipway_emulator.iam.authorization import authorize

_log = logging.getLogger(__name__)
_SEND = {
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "lambda": "lambda:InvokeFunction",
    "events": "events:PutEvents",
}

_Function = dict[str, Any]


def apply() -> None:
    """Wrap asynchronous invocation and what sends to destinations, and replace what EventBridge invokes by."""
    invoke, route_failure = lambda_svc.invoke_async_with_retry, lambda_svc._route_async_failure
    eventbridge._dispatch_to_lambda  # noqa: B018 - fails when it is gone

    @functools.wraps(invoke)
    def invoke_as_configured(function: _Function, event: object) -> None:
        base, qualifier = _base(function["config"]["FunctionArn"])
        settings = lambda_svc._event_invoke_config(base, qualifier) if base else None
        invoke({**function, "event_invoke_config": settings, "event_invoke_configs": {}}, event)

    @functools.wraps(route_failure)
    def route_if_allowed(target_arn: str, function_name: str, event: object, result: object) -> None:
        role_arn = lambda_svc._functions[function_name]["config"]["Role"]
        action = _SEND[target_arn.split(":")[2]]
        if authorize(get_account_id(), role_arn, action, target_arn):
            route_failure(target_arn, function_name, event, result)
        else:
            _log.warning("the role %s of %s lacks %s on %s", role_arn, function_name, action, target_arn)

    lambda_svc.invoke_async_with_retry = invoke_as_configured
    lambda_svc._route_async_failure = route_if_allowed
    eventbridge._dispatch_to_lambda = _dispatch


def _base(function_arn: str) -> tuple[_Function | None, str | None]:
    """Return the function, and the version or alias that an ARN names."""
    _, _, _, region, account, _, name, *qualifier = function_arn.split(":")
    return lambda_svc._functions.get_scoped(account, region, name), qualifier[0] if qualifier else None


def _dispatch(function_arn: str, payload: str) -> None:
    record, config, name = lambda_svc._get_func_record_for_ref(function_arn)
    if not record or not config:
        _log.warning("a rule's target, the function %s, isn't there", name)
        return
    lambda_svc.invoke_async_with_retry(
        {**record, "config": {**config, "FunctionArn": function_arn}}, json.loads(payload)
    )
