"""A Python function runs on Lambda's own runtime, isolated from the emulator's packages and environment.

AWS starts ``awslambdaric`` in an environment that contains only the Lambda runtime, the function's package, and the
variables of https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html. The runtime formats log records
(as JSON if the function is configured so), and reports an error with its type and stack trace:
https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html

MiniStack runs functions in its own loop on its own interpreter: its packages can be imported, its environment can be
read, log records below WARNING are lost, and an error has neither a type nor a stack trace. After a handler that logs
nothing, it waits 50 ms for log lines. It ignores the client context of an invocation, and counts the time for which a
new process waits for a CPU of this machine. With this patch Python functions run awslambdaric on
``$SLIPWAY_RUNTIME_PYTHON`` and use the Runtime API that MiniStack has for ``provided`` runtimes, which get the same
minimal environment. Node.js functions and durable functions still run in MiniStack's loop.

On Linux their processes are forks (`slipway_emulator.patches.functions.python_worker.processes`).
"""

import functools
import os
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from slipway_emulator.patches.functions.python_worker.environment import execution_environment, trace_header
from slipway_emulator.patches.functions.python_worker.worker import PythonWorker, client_context

_Config = dict[str, Any]


def apply() -> None:
    """Wrap the choice of the worker, and the creation of its environment and its trace header.

    Raises:
        KeyError: ``SLIPWAY_RUNTIME_PYTHON`` isn't set.
    """
    PythonWorker.python = os.environ.pop("SLIPWAY_RUNTIME_PYTHON")  # popped, so functions don't inherit it
    lambda_runtime._worker_class_for = _worker_class(lambda_runtime._worker_class_for)
    lambda_svc._execute_function_warm = _execute(lambda_svc._execute_function_warm)
    lambda_svc._provided_worker_env = execution_environment
    lambda_svc._xray_trace_id_for_invocation = _trace_id(lambda_svc._xray_trace_id_for_invocation)
    lambda_svc._inbound_invoke_depth = _invoke_depth(lambda_svc._inbound_invoke_depth)


def _worker_class(ministack_worker_class: Callable[[_Config], object]) -> Callable[[_Config], object]:
    @functools.wraps(ministack_worker_class)
    def worker_class(config: _Config) -> object:
        return PythonWorker if _runs_awslambdaric(config) else ministack_worker_class(config)

    return worker_class


def _execute(execute_in_loop: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(execute_in_loop)
    def execute(function: _Config, event: object, request_id: str) -> object:
        if _runs_awslambdaric(function.get("config") or function):
            return lambda_svc._execute_function_provided_warm(function, event, request_id)
        return execute_in_loop(function, event, request_id)

    return execute


def _trace_id(ministack_trace_id: Callable[..., str | None]) -> Callable[..., str]:
    @functools.wraps(ministack_trace_id)
    def trace_id(config: _Config, inbound: str | None = None) -> str:
        return trace_header(config["FunctionArn"], ministack_trace_id(config, inbound), lambda_svc._invoke_depth.get())

    return trace_id


def _invoke_depth(ministack_invoke_depth: Callable[[dict[str, str]], int]) -> Callable[[dict[str, str]], int]:
    @functools.wraps(ministack_invoke_depth)
    def invoke_depth(headers: dict[str, str]) -> int:
        client_context.set(headers.get("x-amz-client-context"))
        lineage = headers.get("x-amzn-trace-id", "").rpartition("Lineage=")[2].split(";")[0]
        depth = lineage.rpartition(":")[2]
        return int(depth) if depth.isdigit() else ministack_invoke_depth(headers)

    return invoke_depth


def _runs_awslambdaric(config: _Config) -> bool:
    is_durable = (config.get("DurableConfig") or {}).get("Enabled")
    return config.get("Runtime", "").startswith("python") and not is_durable
