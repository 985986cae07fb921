"""What Lambda checks of a function's name, runtime and environment.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.models.service_models import model

_NAME = re.compile(
    r"(arn:[a-z-]+:lambda:)?((?P<region>[a-z]{2}(-[a-z]+)+-\d):)?(\d{12}:)?(function:)?"
    r"(?P<name>[\w.-]+)(:(?P<qualifier>\$LATEST|[\w-]+))?"
)
# No function can be created with them, though the model has them for functions that exist.
_ENDED_RUNTIMES = {
    *("dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet5.0", "go1.x", "java8"),
    *("nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x"),
    *("provided", "python2.7", "python3.6", "python3.7", "ruby2.5", "ruby2.7"),
}
_MAX_ENVIRONMENT = 4096  # bytes
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
_RESERVED_VARIABLES = {
    *("_HANDLER", "_X_AMZN_TRACE_ID", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    *("AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_REGION", "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR"),
    *("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION"),
    *("AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"),
    *("AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT"),
}
_MAX_TIMEOUT = 900  # seconds
_MEMORY = (128, 10_240)  # MB
# Bytes. Of asynchronous invocations, AWS has accepted 1 MB since October 2025:
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution
_MAX_PAYLOADS = {"RequestResponse": 6_291_456, "Event": 1_048_576}
_MAX_TAGS = 50


def check(operation: str, values: Mapping[str, Any], region: str) -> None:
    """Check the input of an operation.

    Args:
        operation: its name.
        values: the input.
        region: region of the request.

    Raises:
        ServiceError: Lambda refuses it.
    """
    if "FunctionName" in values:
        _check_name(operation, values, region)
    if operation in ("CreateFunction", "UpdateFunctionConfiguration"):
        _check_runtime(values.get("Runtime"))
        _check_environment(values.get("Environment", {}).get("Variables", {}))
        _check_limits(values)
    if operation == "Invoke":
        _check_payload(values)
    if operation == "TagResource":
        _check_tags(values)
    if operation == "CreateFunction" and len(values.get("Tags") or {}) > _MAX_TAGS:
        raise _invalid("Number of tags exceeds resource tag limit.")


def _check_name(operation: str, values: Mapping[str, Any], region: str) -> None:
    match = _NAME.fullmatch(values["FunctionName"])
    if match is None:
        return
    if match["region"] and region and match["region"] != region:
        message = f"Functions from '{match['region']}' are not reachable in this region ('{region}')"
        raise ServiceError("ResourceNotFoundException", message, status=404)
    qualifier = values.get("Qualifier")
    if qualifier and match["qualifier"] and qualifier != match["qualifier"]:
        raise _invalid("The derived qualifier from the function name does not match the specified qualifier.")
    if operation == "DeleteFunction" and "$LATEST" in (qualifier, match["qualifier"]):
        raise _invalid("$LATEST version cannot be deleted without deleting the function.")


def _check_runtime(runtime: str | None) -> None:
    if not runtime:
        return
    if runtime in _ENDED_RUNTIMES:
        advice = "We recommend you use a supported runtime while creating or updating functions."
        message = (
            f"The runtime parameter of {runtime} is no longer supported for creating or updating AWS Lambda functions."
        )
        raise _invalid(f"{message} {advice}")
    known = [name for name in model("lambda").shape_for("Runtime").enum if name not in _ENDED_RUNTIMES]
    if runtime not in known:
        message = f"Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
        raise _invalid(f"{message}[{', '.join(known)}] or be a valid ARN")


def _check_limits(values: Mapping[str, Any]) -> None:
    at_least, at_most = _MEMORY
    for name, limit, is_wrong in (
        ("timeout", f"less than or equal to {_MAX_TIMEOUT}", values.get("Timeout", 1) > _MAX_TIMEOUT),
        ("memorySize", f"greater than or equal to {at_least}", values.get("MemorySize", at_least) < at_least),
        ("memorySize", f"less than or equal to {at_most}", values.get("MemorySize", at_most) > at_most),
    ):
        if is_wrong:
            value = values[name[0].upper() + name[1:]]
            message = f"Value '{value}' at '{name}' failed to satisfy constraint: Member must have value {limit}"
            raise ServiceError("ValidationException", f"1 validation error detected: {message}")


def _check_payload(values: Mapping[str, Any]) -> None:
    limit = _MAX_PAYLOADS.get(values.get("InvocationType", "RequestResponse"))
    payload = values.get("Payload", b"")
    if limit and len(payload if isinstance(payload, bytes) else payload.encode()) > limit:
        message = f"Request must be smaller than {limit} bytes for the InvokeFunction operation"
        raise ServiceError("RequestTooLargeException", message, status=413)


def _check_environment(variables: Mapping[str, str]) -> None:
    if reserved := sorted(_RESERVED_VARIABLES & variables.keys()):
        message = (
            "Lambda was unable to configure your environment variables because the environment variables you have "
            "provided contains reserved keys that are currently not supported for modification. "
            f"Reserved keys used in this request: {', '.join(reserved)}"
        )
        raise _invalid(message)
    text = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)
    if len(text.encode()) > _MAX_ENVIRONMENT:
        message = (
            "Lambda was unable to configure your environment variables because the environment variables you have "
            f"provided exceeded the 4KB limit. String measured: {text}"
        )
        raise _invalid(message)


def _check_tags(values: Mapping[str, Any]) -> None:
    if not values["Tags"]:
        raise _invalid("An error occurred and the request cannot be processed.")
    if len(values["Tags"]) > _MAX_TAGS:
        raise _invalid("Number of tags exceeds resource tag limit.")
    if re.fullmatch(r"arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+:.+", values["Resource"]):
        raise _invalid("Tags on function aliases and versions are not supported. Please specify a function ARN.")


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValueException", message)
