"""An asynchronous invocation of an alias uses the alias's retry attempts and on-failure destination.

A version or alias has its own settings. EventBridge invokes functions asynchronously, so the settings apply to its
events too. Lambda sends to a destination with the permissions of the function's role:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html

Lambda publishes metrics of the events, of those that were dropped, and of messages that it could not send:
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#async-invocation-metrics

MiniStack uses the settings of the unqualified function only, invokes a function once for an event of EventBridge
even if it fails, sends to a destination without the role's permission, and publishes no such metrics.
"""

import functools
import json
import logging
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import eventbridge, lambda_svc, sns, sqs

from slipway_emulator.cloudwatch import metrics
from slipway_emulator.iam.authorization import authorize
from slipway_emulator.patches.observability.function_metrics import dimension_sets

_log = logging.getLogger(__name__)
_SEND = {
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "lambda": "lambda:InvokeFunction",
    "events": "events:PutEvents",
}

# The destination of a function without one, so that MiniStack reports the end of its events too.
_NOWHERE = "arn:aws:none:::"

_Function = dict[str, Any]


def apply() -> None:
    """Wrap the asynchronous invocation and the sending to destinations, and replace EventBridge's invocation."""
    invoke, route_failure = lambda_svc.invoke_async_with_retry, lambda_svc._route_async_failure

    @functools.wraps(invoke)
    def invoke_as_configured(function: _Function, event: object) -> None:
        base, qualifier = _base(function["config"]["FunctionArn"])
        settings = lambda_svc._event_invoke_config(base, qualifier) if base else None
        _put_metric(function["config"], "AsyncEventsReceived")
        invoke(_with_destination({**function, "event_invoke_config": settings, "event_invoke_configs": {}}), event)

    @functools.wraps(route_failure)
    def route_if_allowed(target_arn: str, function_name: str, event: object, result: _Function) -> None:
        config = lambda_svc._functions[function_name]["config"]
        if result.get("error"):
            _put_metric(config, "AsyncEventsDropped")
        if target_arn == _NOWHERE:
            return
        action = _SEND[target_arn.split(":")[2]]
        if _exists(target_arn) and authorize(get_account_id(), config["Role"], action, target_arn):
            route_failure(target_arn, function_name, event, result)
            return
        is_queue = target_arn == (config.get("DeadLetterConfig") or {}).get("TargetArn")
        _put_metric(config, "DeadLetterErrors" if is_queue else "DestinationDeliveryFailures")
        _log.warning("%s of %s can't %s on %s", config["Role"], function_name, action, target_arn)

    lambda_svc.invoke_async_with_retry = invoke_as_configured
    lambda_svc._route_async_failure = route_if_allowed
    eventbridge._dispatch_to_lambda = _dispatch


def _with_destination(function: _Function) -> _Function:
    settings = function["event_invoke_config"] or {}
    destinations = settings.get("DestinationConfig") or {}
    if destinations.get("OnFailure") or (function["config"].get("DeadLetterConfig") or {}).get("TargetArn"):
        return function
    nowhere = {**destinations, "OnFailure": {"Destination": _NOWHERE}}
    return {**function, "event_invoke_config": {**settings, "DestinationConfig": nowhere}}


def _exists(target_arn: str) -> bool:
    """Return whether a queue or topic exists; True for other targets."""
    service = target_arn.split(":")[2]
    if service == "sqs":
        return sqs._queue_by_arn(target_arn) is not None
    return service != "sns" or target_arn in sns._topics


def _put_metric(config: dict[str, Any], name: str) -> None:
    metrics.put("AWS/Lambda", {name: (1, "Count")}, [{}, *dimension_sets(config)[:2]])


def _base(function_arn: str) -> tuple[_Function | None, str | None]:
    """Return the function of an ARN, and the version or alias."""
    _, _, _, region, account, _, name, *qualifier = function_arn.split(":")
    return lambda_svc._functions.get_scoped(account, region, name), qualifier[0] if qualifier else None


def _dispatch(function_arn: str, payload: str) -> None:
    record, config, name = lambda_svc._get_func_record_for_ref(function_arn)
    if not record or not config:
        _log.warning("the function %s, a rule's target, doesn't exist", name)
        return
    lambda_svc.invoke_async_with_retry(
        {**record, "config": {**config, "FunctionArn": function_arn}}, json.loads(payload)
    )
