"""The environment variables of an execution environment."""

import hashlib
import os
import secrets
import time
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc


def execution_environment(config: dict[str, Any], task_root: str, runtime_api_port: int) -> dict[str, str]:
    """Return the function's variables and those that Lambda sets, and none of the emulator's own.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime

    Args:
        config: the configuration of the function's version.
        task_root: folder of the unpacked package.
        runtime_api_port: port of the Runtime API on 127.0.0.1.
    """
    _, region = lambda_runtime._account_region_from_function_config(config)
    name, version = config["FunctionName"], config.get("Version", "$LATEST")
    log_group = (config.get("LoggingConfig") or {}).get("LogGroup", f"/aws/lambda/{name}")
    day = time.strftime("%Y/%m/%d", time.gmtime())
    reserved = {
        "_HANDLER": config.get("Handler", "bootstrap"),
        "AWS_DEFAULT_REGION": region,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": version,
        "AWS_LAMBDA_INITIALIZATION_TYPE": _initialization_type(name, version),
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": f"{day}/[{version}]{secrets.token_hex(16)}",
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime_api_port}",
        "AWS_REGION": region,
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": task_root,
        **lambda_runtime.execution_credentials(config),
        **_execution_env(config),
        **_logging(config),
    }
    return {**DEFAULTS, **_local_variables(), **_variables(config, reserved), **reserved}


# Variables that a function may override.
DEFAULTS = {
    "LANG": "en_US.UTF-8",
    "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    "TZ": ":UTC",
}


def version_of(function: dict[str, Any], qualifier: str) -> str:
    """Return the version that an alias, or a version itself, stands for."""
    alias = function.get("aliases", {}).get(qualifier) or {}
    return str(alias.get("FunctionVersion", qualifier))


def _initialization_type(name: str, version: str) -> str:
    function = lambda_svc._functions.get(name) or {}
    provisioned = {version_of(function, qualifier) for qualifier in function.get("provisioned_concurrency") or {}}
    return "provisioned-concurrency" if version in provisioned else "on-demand"


def _local_variables() -> dict[str, str]:
    return {
        # Lambda sets no endpoint: there the SDK's default is AWS.
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{lambda_svc._GATEWAY_PORT}",
        lambda_runtime.HOST_PREFIX_ENV: "true",
        # Lambda's user has this home, which doesn't exist. In the developer's own the SDK would find ~/.aws.
        "HOME": "/home/sbx_user1051",
        # Lambda has a /tmp for each environment; this folder is deleted with the emulator.
        **({"TMPDIR": os.environ["TMPDIR"]} if "TMPDIR" in os.environ else {}),
    }


def _variables(config: dict[str, Any], reserved: dict[str, str]) -> dict[str, str]:
    variables: dict[str, str] = (config.get("Environment") or {}).get("Variables") or {}
    return {name: value for name, value in variables.items() if name not in reserved}


def _execution_env(config: dict[str, Any]) -> dict[str, str]:
    runtime = config["Runtime"]
    # OS-only runtimes have none.
    return {} if runtime.startswith("provided") else {"AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}"}


def _logging(config: dict[str, Any]) -> dict[str, str]:
    logging = config.get("LoggingConfig") or {}
    if logging.get("LogFormat") != "JSON":
        return {"AWS_LAMBDA_LOG_FORMAT": "Text"}
    return {
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        # INFO is CreateFunction's default with JSON.
        "AWS_LAMBDA_LOG_LEVEL": logging.get("ApplicationLogLevel") or "INFO",
    }


def trace_header(function_arn: str, trace_id: str | None, depth: int) -> str:
    """Return the trace header of an invocation, whose lineage lets Lambda detect a recursive loop.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

    Args:
        function_arn: ARN of the invoked function.
        trace_id: ``Root=…;Parent=…;Sampled=1`` of a traced invocation, else None.
        depth: invocations in the chain so far, this one included.
    """
    if trace_id is None:
        trace_id = f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)};Parent={secrets.token_hex(8)};Sampled=0"
    function = hashlib.sha256(function_arn.encode()).hexdigest()[:8]
    return f"{trace_id.partition(';Lineage=')[0]};Lineage=1:{function}:{depth}"
