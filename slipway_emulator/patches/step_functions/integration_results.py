"""The result of an optimized integration has the metadata of the response, and a failure the names of AWS's SDK.

A task of Lambda returns ExecutedVersion, Payload, SdkHttpMetadata, SdkResponseMetadata and StatusCode:
https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
Recorded from AWS:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/services
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/error_handling

MiniStack returns the result of the service alone, and for a failure its bare message. It ignores the qualifier of a
function and the attributes of a message, and sends an object as it is where a service has text.
`LogType` and `InvocationType` of Lambda are still ignored.
"""

import functools
import json
import re
import time
import uuid
import zlib
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc, stepfunctions

from slipway_emulator.models.service_models import boto3_name, has_model, model

_Json = dict[str, Any]
_INTEGRATION = re.compile(r"arn:[^:]+:states:::(dynamodb|events|lambda|sns|sqs|states):\w+(\.sync(?::2)?)?")
_SDK = re.compile(r"arn:[^:]+:states:::aws-sdk:(\w+):.+")
# Of each service: what begins an error, the name within a cause, the error that has no name in the service's model.
_NAMES = {
    "dynamodb": ("DynamoDB", "AmazonDynamoDBv2", "AmazonDynamoDBException"),
    "lambda": ("Lambda", "AWSLambda", "AWSLambdaException"),
    "sns": ("SNS", "AmazonSNS", "AmazonSNSException"),
    "sqs": ("SQS", "AmazonSQS", "AmazonSQSException"),
    "states": ("StepFunctions", "AWSStepFunctions", "AWSStepFunctionsException"),
}
_MODELS = {"sfn": "stepfunctions", "eventbridge": "events", "cloudwatchlogs": "logs", "rdsdata": "rds-data"}
_JSON_1_0 = "application/x-amz-json-1.0"
_HEADERS = {
    "dynamodb": {"Server": "Server", "Connection": "keep-alive", "Content-Type": _JSON_1_0},
    "lambda": {
        "x-amzn-Remapped-Content-Length": "0",
        "Connection": "keep-alive",
        "Content-Type": "application/json",
    },
    "sns": {"connection": "keep-alive", "Content-Type": "text/xml"},
    "sqs": {"connection": "keep-alive", "Content-Type": _JSON_1_0},
    "states": {"connection": "keep-alive", "Content-Type": _JSON_1_0},
}
_DATE = 14  # the size of a date in AWS's answer without two quotation marks, in characters: 1.712345678123E9
_PUBLISHED = 294  # the size of SNS's answer, in bytes
_SEQUENCE_NUMBER = 58
_XML_ERROR = re.compile(r"<Code>([^<]+)</Code>\s*<Message>([^<]*)</Message>")
_NO_FUNCTION = re.compile(r"Function not found: ([\w:$-]+)")


def apply() -> None:
    """Wrap the call of a task and of an AWS SDK integration."""
    invoke, call_sdk = stepfunctions._invoke_resource, stepfunctions._invoke_aws_sdk_integration

    @functools.wraps(invoke)
    def invoke_resource(resource: str, arguments: Any) -> Any:  # noqa: ANN401 - JSON
        integration = _INTEGRATION.fullmatch(resource)
        service = integration[1] if integration else ""
        arguments = _prepared(service, arguments)
        try:
            result = invoke(resource, arguments)
        except stepfunctions._ExecutionError as error:
            raise (error if not integration or integration[2] else _named(service, arguments, error)) from error
        if integration and not integration[2]:
            result = _checked(service, result)
            if service == "lambda":
                result |= {"ExecutedVersion": _version(arguments)}
            if service in _HEADERS:
                result |= _metadata(service, result)
        return result

    @functools.wraps(call_sdk)
    def call(resource: str, arguments: Any) -> Any:  # noqa: ANN401 - JSON
        try:
            return call_sdk(resource, arguments)
        except stepfunctions._ExecutionError as error:
            service = _SDK.match(resource)
            raise _of_sdk(service[1] if service else "", error) from error

    stepfunctions._invoke_resource, stepfunctions._invoke_aws_sdk_integration = invoke_resource, call
    stepfunctions._sdk_json_param_value = _serialized(stepfunctions._sdk_json_param_value)


def _serialized(convert: Callable[..., Any]) -> Callable[..., Any]:
    """Send an object as JSON where a service has text."""

    @functools.wraps(convert)
    def convert_value(value: Any, shape: Any) -> Any:  # noqa: ANN401 - botocore has no types
        is_json = shape.type_name == "string" and isinstance(value, dict | list)
        return _compact(value) if is_json else convert(value, shape)

    return convert_value


def _prepared(service: str, arguments: Any) -> Any:  # noqa: ANN401 - JSON
    """Return the arguments of an integration as MiniStack takes them."""
    if not isinstance(arguments, dict):
        return arguments
    if service == "lambda":
        name, qualifier = arguments.get("FunctionName"), arguments.get("Qualifier")
        payload: _Json = {"Payload": {}} if arguments.get("Payload", ...) is None else {}
        return {**arguments, **({"FunctionName": f"{name}:{qualifier}"} if qualifier else {}), **payload}
    if service == "sns":
        return {**arguments, **_message(arguments)}
    if service == "states" and arguments.get("Input", ...) is None:
        return {**arguments, "Input": {}}
    return arguments


def _message(arguments: _Json) -> _Json:
    """Return the message of SNS and its attributes as parameters of a query."""
    message, attributes = arguments.get("Message"), arguments.get("MessageAttributes") or {}
    parameters: _Json = {"Message": _compact(message)} if isinstance(message, dict | list) else {}
    for number, (name, value) in enumerate(attributes.items(), 1):
        entry = f"MessageAttributes.entry.{number}"
        parameters |= {f"{entry}.Name": name, **{f"{entry}.Value.{key}": one for key, one in value.items()}}
    return parameters


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _version(arguments: _Json) -> str:
    reference = stepfunctions._resolve_lambda_function_ref(arguments.get("FunctionName", ""), optimized=True)
    _, config, _ = lambda_svc._get_func_record_for_ref(reference)
    return str((config or {}).get("Version", "$LATEST"))


def _checked(service: str, result: _Json) -> _Json:
    """Return the result of an integration; events of which EventBridge refuses one fail the task."""
    if service == "events" and result.get("FailedEntryCount"):
        raise stepfunctions._ExecutionError("EventBridge.FailedEntry", json.dumps(result, separators=(",", ":")))
    return result


def _metadata(service: str, result: _Json) -> _Json:
    request, headers = str(uuid.uuid4()), dict(_HEADERS[service])
    body = _compact({**result, **({"StartDate": "0" * _DATE} if service == "states" else {})}).encode()
    size = len(body)
    if service == "lambda":
        size = len(json.dumps(result.get("Payload"), ensure_ascii=False).encode())
        trace = f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]};Sampled=0"
        headers |= {"X-Amz-Executed-Version": result["ExecutedVersion"], "X-Amzn-Trace-Id": trace}
    elif service == "dynamodb":
        headers["x-amz-crc32"] = str(zlib.crc32(body))
    elif service == "sns":
        size = _PUBLISHED + (_SEQUENCE_NUMBER if "SequenceNumber" in result else 0)
    headers |= {"Content-Length": str(size), "Date": formatdate(usegmt=True), "x-amzn-RequestId": request}
    http = {
        "AllHttpHeaders": {name: [value] for name, value in headers.items()},
        "HttpHeaders": headers,
        "HttpStatusCode": 200,
    }
    return {"SdkHttpMetadata": http, "SdkResponseMetadata": {"RequestId": request}}


def _named(service: str, arguments: Any, error: Any) -> Exception:  # noqa: ANN401 - MiniStack's error
    """Return the error of an optimized integration as the AWS SDK for Java 1 names it."""
    if service not in _NAMES or error.error.startswith("States."):
        return error  # type: ignore[no-any-return]
    prefix, name, unnamed = _NAMES[service]
    code, message = error.error.removeprefix(f"{prefix}."), error.cause
    if service == "lambda":
        if code != "ResourceNotFoundException" or not (missing := _NO_FUNCTION.match(message)):
            return error  # type: ignore[no-any-return] # of the function
        message = f"Function not found: {_function(arguments, missing[1])}"
    if service == "sns" and (refusal := _XML_ERROR.search(message)):
        code, message = refusal[1], refusal[2]
    found, status = _modelled(service, code)
    details = f"Service: {name}; Status Code: {status}; Error Code: {code}; Request ID: {uuid.uuid4()}; Proxy: null"
    return stepfunctions._ExecutionError(f"{prefix}.{found or unnamed}", f"{message} ({details})")  # type: ignore[no-any-return]


def _function(arguments: _Json, name: str) -> str:
    reference = str(arguments.get("FunctionName") or name)
    if not reference.startswith("arn:"):
        reference = f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:{reference}"
    return reference if reference.count(":") > 6 else f"{reference}:$LATEST"


def _of_sdk(service: str, error: Any) -> Exception:  # noqa: ANN401 - MiniStack's error
    """Return the error of an AWS SDK integration as the AWS SDK for Java 2 names it."""
    prefix, _, code = error.error.partition(".")
    if prefix == "States" or not code:
        return error  # type: ignore[no-any-return]
    found, status = _modelled(service, code)
    if not found:
        found = code if code.endswith("Exception") and prefix in ("CloudFormation", "Rds") else f"{prefix}Exception"
    request = f"Request ID: {uuid.uuid4()}"
    if service == "s3":
        request += f", Extended Request ID: {uuid.uuid4().hex}"
    cause = f"{error.cause} (Service: {prefix}, Status Code: {status}, {request}) (SDK Attempt Count: 1)"
    return stepfunctions._ExecutionError(f"{prefix}.{found}", cause)  # type: ignore[no-any-return]


def _modelled(service: str, code: str) -> tuple[str, int]:
    """Return the name of the exception of Java for a code, empty if the service's model has none, and its status."""
    name = _MODELS.get(service, boto3_name(service))
    for shape in model(name).error_shapes if has_model(name) else ():
        details = shape.metadata.get("error") or {}
        if code in (shape.name, details.get("code"), f"{shape.name}Exception"):
            suffix = "" if shape.name.endswith("Exception") else "Exception"
            return f"{shape.name}{suffix}", int(details.get("httpStatusCode", 400))
    return "", 400
