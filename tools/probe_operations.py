"""Print the operations that the local AWS doesn't support, as JSON. Runs in the emulator's environment.

Each operation of botocore's models is sent once, with placeholders for its required parameters.
"""

import asyncio
import json
import logging
import os
import sys
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

import botocore.serialize
import botocore.session

# The services that Slipway's modules and stacks use, and those that are missing.
_SERVICES = {
    "API Gateway": "apigateway",
    "API Gateway v2": "apigatewayv2",
    "CloudFront": "cloudfront",
    "CloudWatch": "cloudwatch",
    "CloudWatch Logs": "logs",
    "CodeBuild": "codebuild",
    "CodeDeploy": "codedeploy",
    "DynamoDB": "dynamodb",
    "EventBridge": "events",
    "EventBridge Scheduler": "scheduler",
    "IAM": "iam",
    "KMS": "kms",
    "Lambda": "lambda",
    "Secrets Manager": "secretsmanager",
    "S3": "s3",
    "SES": "ses",
    "SES v2": "sesv2",
    "SNS": "sns",
    "SQS": "sqs",
    "Step Functions": "stepfunctions",
    "STS": "sts",
    "Systems Manager": "ssm",
    "X-Ray": "xray",
}
_REFUSED = "The local AWS doesn't support "
_DEPTH = 5
_NUMBERS = ("integer", "long", "float", "double")
_ACCOUNT, _REGION = "123456789012", "eu-central-1"


def main() -> None:
    """Apply the patches, and probe each service."""
    os.environ |= {"SLIPWAY_RUNTIME_PYTHON": sys.executable, "AWS_SECRET_ACCESS_KEY": "secret"}
    logging.disable(logging.CRITICAL)
    from slipway_emulator.patches.apply import apply_all  # noqa: PLC0415, TID251 - after the environment
    from slipway_emulator.patches.registry import PATCHES  # noqa: PLC0415, TID251

    # The other patches of HTTP would refuse the placeholders.
    http = {patch.name for patch in PATCHES if patch.name.startswith("http.")}
    apply_all(http - {"http.unserved_operations", "http.unserved_services"})
    print(json.dumps({title: _probe(service) for title, service in _SERVICES.items()}))


def _probe(service: str) -> dict[str, bool]:
    """Return whether each operation of the service is supported."""
    model = botocore.session.get_session().get_service_model(service)
    return {name: _is_served(model, name) for name in model.operation_names}


def _is_served(model: Any, name: str) -> bool:  # noqa: ANN401 - botocore is untyped
    from ministack import app  # noqa: PLC0415 - after the environment
    from ministack.core.responses import request_scope  # noqa: PLC0415

    with request_scope(_ACCOUNT, _REGION):
        _, _, body = asyncio.run(app._dispatch_service_request(*_request(model, name), "probe"))
    return not (isinstance(body, bytes) and _REFUSED in body.decode(errors="replace"))


def _request(model: Any, name: str) -> tuple[str, str, dict[str, str], bytes, dict[str, list[str]]]:  # noqa: ANN401
    """Return method, path, headers, body and query string of an operation's request."""
    operation = model.operation_model(name)
    protocol = "query" if model.service_name == "cloudwatch" else model.resolved_protocol
    serializer = botocore.serialize.create_serializer(protocol, include_validation=False)
    parameters = _placeholder(operation.input_shape) if operation.input_shape else {}
    request = serializer.serialize_to_request(parameters, operation)
    path, _, query = request["url_path"].partition("?")
    queries = {
        key: value if isinstance(value, list) else [str(value)]
        for key, value in (request["query_string"] or {}).items()
    }
    scope = f"Credential={_ACCOUNT}/20260101/{_REGION}/{model.signing_name}/aws4_request"
    headers = {key.lower(): str(value) for key, value in dict(request["headers"]).items()}
    headers |= {"host": "localhost", "authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=none"}
    body = request["body"]
    if isinstance(body, dict):
        body, headers["content-type"] = urlencode(body), "application/x-www-form-urlencoded"
    body = body if isinstance(body, bytes) else body.encode()
    return request["method"], unquote(path), headers, body, {**parse_qs(query, keep_blank_values=True), **queries}


def _placeholder(shape: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any value of botocore's
    if shape.type_name == "structure":
        members = shape.required_members if depth < _DEPTH else []
        return {name: _placeholder(shape.members[name], depth + 1) for name in members}
    if shape.type_name in _NUMBERS:
        return 1
    text = (shape.metadata.get("enum") or ["x" * max(1, shape.metadata.get("min", 1))])[0]
    return {"list": [], "map": {}, "boolean": True, "timestamp": 0, "blob": b"x"}.get(shape.type_name, text)


if __name__ == "__main__":
    main()
