"""A Python function runs on Lambda's own runtime and sees nothing of the machine that the emulator runs on.

AWS starts ``awslambdaric`` in an environment that holds the Lambda runtime and the function's package, with
the variables of https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html and no others. That
runtime renders log records (as JSON where the function asks for it), and reports an error with its type and
stack trace: https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html

MiniStack 1.5.33 runs a loop of its own on its own interpreter: its packages can be imported, its whole
environment can be read, log records below WARNING are lost, and an error has neither type nor stack trace.
After a handler that logs nothing it waits 50 ms for log lines. Here Python functions run on awslambdaric on
``$SLIPWAY_RUNTIME_PYTHON``, against the Runtime API that MiniStack has for ``provided`` runtimes; those get
the same small environment. Node.js functions and durable ones still run MiniStack's loop.
"""

import os
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from .environment import execution_environment, trace_header
from .worker import PythonWorker


def apply() -> None:
    """Choose the worker, its environment and its trace header.

    Raises:
        KeyError: ``SLIPWAY_RUNTIME_PYTHON`` isn't set.
    """
    PythonWorker.python = os.environ.pop("SLIPWAY_RUNTIME_PYTHON")  # nothing that a function should see
    ministack_worker_class = lambda_runtime._worker_class_for
    execute_on_ministack_loop = lambda_svc._execute_function_warm
    ministack_trace_id = lambda_svc._xray_trace_id_for_invocation
    ministack_invoke_depth = lambda_svc._inbound_invoke_depth
    lambda_svc._provided_worker_env  # noqa: B018 - fails when it is gone

    def worker_class(config: dict[str, Any]) -> object:
        return PythonWorker if _runs_awslambdaric(config) else ministack_worker_class(config)

    def execute(function: dict[str, Any], event: object, request_id: str) -> object:
        if _runs_awslambdaric(function.get("config") or function):
            return lambda_svc._execute_function_provided_warm(function, event, request_id)
        return execute_on_ministack_loop(function, event, request_id)

    def trace_id(config: dict[str, Any], inbound: str | None = None) -> str:
        return trace_header(config["FunctionArn"], ministack_trace_id(config, inbound), lambda_svc._invoke_depth.get())

    def invoke_depth(headers: dict[str, str]) -> int:
        lineage = headers.get("x-amzn-trace-id", "").rpartition("Lineage=")[2].split(";")[0]
        depth = lineage.rpartition(":")[2]
        return int(depth) if depth.isdigit() else int(ministack_invoke_depth(headers))

    lambda_runtime._worker_class_for = worker_class
    lambda_svc._execute_function_warm = execute
    lambda_svc._provided_worker_env = execution_environment
    lambda_svc._xray_trace_id_for_invocation = trace_id
    lambda_svc._inbound_invoke_depth = invoke_depth


def _runs_awslambdaric(config: dict[str, Any]) -> bool:
    is_durable = (config.get("DurableConfig") or {}).get("Enabled")
    return config.get("Runtime", "").startswith("python") and not is_durable
