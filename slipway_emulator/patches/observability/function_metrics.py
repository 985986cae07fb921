"""Every invocation of a function publishes the metrics of AWS/Lambda, also by name of its alias.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-dimensions.html
"Duration: the amount of time that your function code spends processing an event", without a cold start.

MiniStack publishes metrics of invocations through Lambda's API only: not of API Gateway's, nor of event source
mappings'. It counts an asynchronous invocation as a success before it has run, counts a throttled one twice, and has
no ConcurrentExecutions and no dimension Resource.
"""

import functools
import time
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.cloudwatch import metrics
from slipway_emulator.patches.functions.python_worker.measurements import init_duration

_Config = dict[str, Any]


def apply() -> None:
    """Wrap the execution, and keep MiniStack's own metrics of throttled invocations only."""
    lambda_svc._execute_function_dispatch = _measured(lambda_svc._execute_function_dispatch)
    lambda_svc._emit_lambda_metrics = _count_throttle


def dimension_sets(config: _Config) -> list[metrics.Dimensions]:
    """Return the sets of dimensions of an invocation's metrics, without those of the whole account.

    Args:
        config: configuration of the invoked version; ``FunctionArn`` has the alias or version that was invoked.
    """
    function = {"FunctionName": config["FunctionName"]}
    resource = ":".join(config["FunctionArn"].split(":")[6:])
    if ":" not in resource:
        return [function]
    qualified = {**function, "Resource": resource}
    return [function, qualified, {**qualified, "ExecutedVersion": config["Version"]}]


def _measured(dispatch: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(dispatch)
    def run(function: dict[str, Any], config: _Config, *args: object) -> object:
        running = lambda_svc.executions_in_flight()[1].get(lambda_svc._inflight_key(config), 1)
        started = time.monotonic()
        result = dispatch(function, config, *args)
        elapsed = (time.monotonic() - started) * 1000
        values = {
            "Invocations": (1, "Count"),
            "Errors": (1 if result.get("error") else 0, "Count"),
            "Throttles": (0, "Count"),
            "Duration": (round(max(elapsed - (init_duration.get() or 0), 0.01), 2), "Milliseconds"),
        }
        metrics.put("AWS/Lambda", values, [{}, *dimension_sets(config)])
        metrics.put("AWS/Lambda", {"ConcurrentExecutions": (running, "Count")}, [{}, dimension_sets(config)[0]])
        return result

    return run


def _count_throttle(function_name: str, duration_ms: float, error: bool, throttle: bool) -> None:
    """Count an invocation that was throttled. An API call reports it again, as an error; that one doesn't count."""
    del duration_ms
    if throttle and not error:
        dimensions = [{}, {"FunctionName": function_name}]
        metrics.put("AWS/Lambda", {"Throttles": (1, "Count")}, dimensions)
