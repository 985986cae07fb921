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
_MAX_TAGS = 50


def check(operation: str, values: Mapping[str, Any], region: str) -> None:
    """Check the input of an operation.

    Args:
        operation: its name.
        values: the input.
        region: of the request.

    Raises:
        ServiceError: Lambda refuses it.
    """
    if "FunctionName" in values:
        _check_name(operation, values, region)
    if operation in ("CreateFunction", "UpdateFunctionConfiguration"):
        _check_runtime(values.get("Runtime"))
        _check_environment(values.get("Environment", {}).get("Variables", {}))
    if operation == "TagResource":
        _check_tags(values)


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


def _check_environment(variables: Mapping[str, str]) -> None:
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
