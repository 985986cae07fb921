"""What API Gateway checks of resources, integrations, routes and stages beyond the models of its two services.

https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
The messages are those that AWS returned to others, where a link shows one.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

_PATH_PART = re.compile(r"[\w.:-]+|\{[\w.-]+\+?\}", re.ASCII)
# The service's name is behind the region, and a stage variable may stand for any part.
_ACTION = re.compile(r"arn:[^:]+:apigateway:[^:]+:(?P<service>[^:]+):(?P<call>.+)")
_URL = re.compile(r"https?://[^/\s]\S*")
_FUNCTION = re.compile(
    r"arn:[^:]+:lambda:[^:]+:[^:]+:function:.+|arn:[^:]+:apigateway:[^:]+:lambda:path/.+/invocations"
)
_ARN = re.compile(r"arn:[^:]+:[^:]+:.+")  # of a load balancer or a service of Cloud Map
_ROUTE_KEY = re.compile(r"\$default|(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) /\S*")
_STAGE = re.compile(r"\$default|[\w-]{1,128}", re.ASCII)


class RefusedError(Exception):
    """API Gateway refuses a request.

    Attributes:
        code: code of the error; its message is the exception's.
        status: the HTTP status.
    """

    def __init__(self, message: str, code: str = "BadRequestException", status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


def check_resource(path_part: str, siblings: Collection[str]) -> None:
    """Check a new resource of a REST API.

    Args:
        path_part: e.g. ``movies`` or ``{id}``.
        siblings: the path parts of the other resources with the same parent.

    Raises:
        RefusedError: AWS refuses it.
    """
    if not _PATH_PART.fullmatch(path_part):
        # https://github.com/awslabs/aws-api-gateway-developer-portal/issues/424
        raise RefusedError(
            "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the"
            " beginning and the end."
        )
    if path_part.startswith("{") and (other := next((each for each in siblings if each.startswith("{")), None)):
        # https://github.com/amazon-archives/aws-apigateway-importer/issues/202
        raise RefusedError(
            f"A sibling ({other}) of this resource already has a variable path part -- only one is allowed"
        )


def check_parent(path_part: str) -> None:
    """Check the parent of a new resource of a REST API.

    Raises:
        RefusedError: it stands for the rest of the path, so that nothing can be below it.
    """
    if path_part.endswith("+}"):
        # .../localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
        raise RefusedError(f"Cannot create a child of a resource with a greedy path variable: {path_part}")


def check_rest_integration(data: Mapping[str, Any]) -> None:
    """Check an integration of a REST API's method.

    Args:
        data: the input of PutIntegration.

    Raises:
        RefusedError: AWS refuses it.
    """
    kind, uri = data.get("type"), data.get("uri") or ""
    if kind == "MOCK":
        return
    if not data.get("httpMethod"):
        raise RefusedError("Enumeration value for HttpMethod must be non-empty")  # github.com/aws/aws-sdk-js/issues/769
    if kind in {"HTTP", "HTTP_PROXY"}:
        if not _URL.fullmatch(uri):
            raise RefusedError("Invalid HTTP endpoint specified for URI")  # github.com/aws/aws-cdk/issues/14984
        return
    found = _ACTION.fullmatch(uri)
    if not found:
        raise RefusedError("Invalid ARN specified in the request")  # github.com/aws/aws-sdk-java/issues/860
    if not re.match(r"(path|action)/.", found["call"]):
        # https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
        raise RefusedError("AWS ARN for integration must contain path or action")
    if kind == "AWS_PROXY" and found["service"] not in {"lambda", "firehose"}:
        raise RefusedError(
            "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."
        )


def check_http_integration(data: Mapping[str, Any]) -> None:
    """Check an integration of an HTTP API.

    Args:
        data: the input of CreateIntegration.

    Raises:
        RefusedError: AWS refuses it.
    """
    kind, uri, version = data.get("integrationType"), data.get("integrationUri") or "", data.get("payloadFormatVersion")
    if kind not in {"AWS_PROXY", "HTTP_PROXY"}:
        # https://github.com/aws/aws-cli/issues/6363
        raise RefusedError(
            "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY,"
            " HTTP_PROXY)"
        )
    if not version:
        raise RefusedError("PayloadFormatVersion is a required parameter for integration")
    is_function = kind == "AWS_PROXY" and not data.get("integrationSubtype")
    if version not in ({"1.0", "2.0"} if is_function else {"1.0"}):
        raise RefusedError(f"PayloadFormatVersion {version} is not supported by this integration")
    if is_function and not _FUNCTION.fullmatch(uri):
        raise RefusedError("IntegrationUri must be the ARN of a Lambda function")
    if kind == "HTTP_PROXY" and not (_ARN if data.get("connectionType") == "VPC_LINK" else _URL).fullmatch(uri):
        raise RefusedError("Invalid HTTP endpoint specified for URI")


def check_route(key: str, others: Collection[str]) -> None:
    """Check the key of an HTTP API's route.

    Args:
        key: e.g. ``GET /movies``.
        others: the keys of the API's other routes.

    Raises:
        RefusedError: AWS refuses it.
    """
    if not _ROUTE_KEY.fullmatch(key):
        raise RefusedError(
            "The provided route key is not formatted properly for HTTP protocol. Format should be"
            ' "<HTTP METHOD> /<RESOURCE PATH>" or "$default"'
        )
    if key in others:
        # https://github.com/anomalyco/sst/issues/5031
        raise RefusedError(f"Route with key {key} already exists for this API", "ConflictException", 409)


def check_stage(name: str, others: Collection[str]) -> None:
    """Check the name of an HTTP API's new stage.

    Raises:
        RefusedError: AWS refuses it.
    """
    if not _STAGE.fullmatch(name):
        raise RefusedError("Stage name only allows a-zA-Z0-9_- and $default, up to 128 characters")
    if name in others:
        raise RefusedError("Stage already exists", "ConflictException", 409)
