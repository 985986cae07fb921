"""Destinations get the record of an asynchronous invocation: of one that succeeded, failed, or became too old.

The record names the invoked version, the condition and the number of invocations. A destination is a queue, a topic, a
function or an event bus:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
After an error Lambda waits a minute, then two, if the event isn't too old by then. A throttled event isn't invoked, so
it stays in Lambda's queue, except that a function without any concurrency drops it:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_destinations.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda.snapshot.json

MiniStack sends nothing after a success or to an event bus, and always says that three invocations failed. Here a
second stands for each minute between the invocations.
"""

import contextvars
import json
import secrets
import threading
import time
import uuid
from datetime import UTC, datetime
from typing import Any

from ministack.services import eventbridge, lambda_svc, sns, sqs

_Json = dict[str, Any]
_MAX_AGE = 6 * 60 * 60  # seconds
_MAX_RETRIES = 2
_MINUTE = 60
_MAX_THROTTLED_WAIT = 5 * _MINUTE
_QUALIFIED = 8  # parts of the ARN of a version or alias


def apply() -> None:
    """Replace the asynchronous invocation, and the sending to a destination."""
    lambda_svc.invoke_async_with_retry = _invoke
    lambda_svc._route_async_failure = _send


def _invoke(function: _Json, event: object) -> None:
    """Invoke a function asynchronously."""
    threading.Thread(target=contextvars.copy_context().run, args=(_run, function, event), daemon=True).start()


def _run(function: _Json, event: object) -> None:
    config = function.get("config") or function
    account, region = lambda_svc._account_region_from_function_config(config)
    lambda_svc._request_account_id.set(account)
    lambda_svc._request_region.set(region)
    settings = function.get("event_invoke_config") or (function.get("event_invoke_configs") or {}).get("$LATEST") or {}
    result, condition, count = _attempt(function, config, settings, event)
    destinations = settings.get("DestinationConfig") or {}
    if condition == "Success":
        target = (destinations.get("OnSuccess") or {}).get("Destination")
    else:
        target = (destinations.get("OnFailure") or {}).get("Destination")
        target = target or (config.get("DeadLetterConfig") or {}).get("TargetArn")
    if target:
        record = _record(config, result, condition, count) | {"requestPayload": event}
        lambda_svc._route_async_failure(target, config["FunctionName"], event, {**result, "record": record})


def _attempt(function: _Json, config: _Json, settings: _Json, event: object) -> tuple[_Json, str, int]:
    """Invoke the function until it succeeds; return the last result, the condition and the number of invocations."""
    retries = settings.get("MaximumRetryAttempts")
    retries = _MAX_RETRIES if retries is None else int(retries)
    max_age, age, started, throttled = settings.get("MaximumEventAgeInSeconds") or _MAX_AGE, 0, time.time(), 0
    count = 0
    while True:
        if lambda_svc._reserved_concurrency(function, config) == 0:
            return {"error": True, "throttle": True}, "ZeroReservedConcurrency", count
        result = lambda_svc._execute_function(function, event)
        if result.get("throttle"):
            wait, step = min(2**throttled, _MAX_THROTTLED_WAIT), 0
            throttled += 1
        else:
            count += 1
            if not result.get("error"):
                return result, "Success", count
            if count > retries:
                return result, "RetriesExhausted", count
            step = _MINUTE * count
            wait = count
        age += step
        if age + time.time() - started + wait > max_age:
            return result, "EventAgeExceeded", count
        time.sleep(wait)


def _record(config: _Json, result: _Json, condition: str, count: int) -> _Json:
    """Return the invocation record without the event."""
    arn = config["FunctionArn"]
    record: _Json = {
        "version": "1.0",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestContext": {
            "requestId": result.get("request_id") or str(uuid.uuid4()),
            "functionArn": arn if len(arn.split(":")) == _QUALIFIED else f"{arn}:$LATEST",
            "condition": condition,
            "approximateInvokeCount": count,
        },
    }
    if not result.get("throttle"):
        error = {"functionError": result.get("function_error") or "Unhandled"} if result.get("error") else {}
        response = {"statusCode": 200, "executedVersion": config.get("Version", "$LATEST"), **error}
        record |= {"responseContext": response, "responsePayload": result.get("body")}
    return record


def _send(target_arn: str, _name: str, _event: object, result: _Json) -> None:
    """Send the record of a result to a queue, a topic, a function or an event bus."""
    record = result["record"]
    service, body = target_arn.split(":")[2], json.dumps(record)
    if service == "sqs":
        trace = f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)};Parent={secrets.token_hex(8)};Sampled=0"
        attributes = {"AWSTraceHeader": {"DataType": "String", "StringValue": trace}}
        request = {"MessageBody": body, "MessageSystemAttributes": attributes}
        sqs._act_send_message(request, sqs._queue_url(target_arn.split(":")[5]))
    elif service == "sns":
        sns._fanout(target_arn, str(uuid.uuid4()), body, "", "", {})
    elif service == "events":
        eventbridge._put_events({"Entries": [_entry(target_arn, record, body)]})
    elif service == "lambda":
        function, config, _ = lambda_svc._get_func_record_for_ref(target_arn)
        if function and config:
            invoked = {**function, "config": {**config, "FunctionArn": target_arn}}
            lambda_svc.invoke_async_with_retry(invoked, record)


def _entry(bus: str, record: _Json, body: str) -> _Json:
    context = record["requestContext"]
    outcome = "Success" if context["condition"] == "Success" else "Failure"
    return {
        "EventBusName": bus,
        "Source": "lambda",
        "DetailType": f"Lambda Function Invocation Result - {outcome}",
        "Detail": body,
        "Resources": [bus, context["functionArn"]],
    }
