"""botocore's models of services, and the operation that a request is for."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.model import OperationModel

# Services whose name in a request is another one than boto3's.
_NAMES = {
    "airflow": "mwaa",
    "elasticfilesystem": "efs",
    "elasticloadbalancing": "elbv2",
    "elasticmapreduce": "emr",
    "documentdb": "docdb",
    "monitoring": "cloudwatch",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}


@dataclass(frozen=True)
class Request:
    """A request to a service.

    Attributes:
        service: MiniStack's name of the service, e.g. ``monitoring`` for CloudWatch.
        method: e.g. ``POST``.
        path: decoded.
        headers: headers with names in lower case.
        body: body as sent.
        query: the parameters of the URL, each with its values.
        region: region that the request is signed for.
    """

    service: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, Any]
    region: str = ""


@functools.cache
def model(service: str) -> Any:  # noqa: ANN401 - botocore defines its members at run time
    """Return botocore's model of a service; ``service`` is boto3's name for it."""
    return _session().get_service_model(service)


@functools.cache
def has_model(service: str) -> bool:
    """Return whether botocore has a model of a service."""
    return service in _session().get_available_services()


@functools.cache
def _session() -> Any:  # noqa: ANN401 - botocore has no types
    return botocore.session.get_session()


def model_name(request: Request) -> str:
    """Return boto3's name of the service that a request is for."""
    if request.service == "apigateway":
        return "apigatewayv2" if request.path.startswith("/v2/") else "apigateway"
    if request.service == "ses":
        return "sesv2" if request.path.startswith("/v2/") else "ses"
    return boto3_name(request.service)


def boto3_name(service: str) -> str:
    """Return boto3's name of a service without versions of its API; ``service`` is MiniStack's, e.g. ``monitoring``."""
    return _NAMES.get(service, service)


def named_operation(service: str, name: str) -> OperationModel | None:
    """Return an operation by its name, None if the service has no such operation."""
    return model(service).operation_model(name) if name in model(service).operation_names else None


@dataclass(frozen=True)
class _Route:
    """The method and URL of an operation; ``prefix`` is the path up to its first label."""

    operation: str
    prefix: str
    path: re.Pattern[str]
    labels: tuple[str, ...]
    query: Mapping[str, str]
    specificity: tuple[int, int]
    required: tuple[
        tuple[str, str], ...
    ]  # location and name of each member outside of the URL that a request must have

    def fit(self, request: Request) -> tuple[bool, int]:
        """Return whether a request has the required members, and their number: it is greater for the better route."""
        places = {"header": request.headers, "querystring": request.query}
        return all(name in places[location] for location, name in self.required), len(self.required)

    def matches(self, request: Request) -> bool:
        # Of the routes of a service, few have the prefix, and few of those have a query.
        return (
            request.path.startswith(self.prefix)
            and all(
                name in request.query and value in ("", _first(request.query[name]))
                for name, value in self.query.items()
            )
            and self.path.fullmatch(request.path) is not None
        )


def routed_operation(service: str, request: Request) -> tuple[OperationModel, dict[str, str]] | None:
    """Return the operation whose URL a request has, and the values of the URL's labels; None if there is none.

    Of operations with the same URL, such as S3's PutObject and UploadPart, it is the one whose required members the
    request has.
    """
    routes = [route for route in _routes(service, request.method) if route.matches(request)]
    if not routes:
        return None
    equal = [route for route in routes if route.specificity == routes[0].specificity]
    route = max(equal, key=lambda route: route.fit(request))
    match = route.path.fullmatch(request.path)
    values = match.groups() if match else ()
    return model(service).operation_model(route.operation), dict(zip(route.labels, values, strict=True))


@functools.cache
def _routes(service: str, method: str) -> list[_Route]:
    """Return the operations with a method, those with the most literal parts first."""
    operations = [model(service).operation_model(name) for name in model(service).operation_names]
    routes = [
        # Of two operations with the same URL, one is deprecated.
        _route(operation)
        for operation in operations
        if operation.http["method"] == method and not operation.deprecated
    ]
    return sorted(routes, key=lambda route: route.specificity, reverse=True)


def _route(operation: OperationModel) -> _Route:
    path, _, query = operation.http["requestUri"].partition("?")
    parts = re.split(r"\{([^}]+)\}", path.rstrip("/"))
    # A label's value may have slashes, because the path is decoded: each ARN has.
    pattern = "".join("(.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    required = dict(item.partition("=")[::2] for item in query.split("&") if item and "{" not in item)
    literals = sum(bool(segment) and "{" not in segment for segment in path.split("/"))
    labels = tuple(label.removesuffix("+") for label in parts[1::2])
    specificity = literals + len(required), len(labels)
    path_pattern = re.compile(f"{pattern}/?")
    return _Route(operation.name, parts[0], path_pattern, labels, required, specificity, _required(operation))


def _required(operation: OperationModel) -> tuple[tuple[str, str], ...]:
    shape: Any = operation.input_shape
    members = [shape.members[name].serialization for name in shape.required_members] if shape else []
    return tuple(
        (member["location"], member["name"].lower() if member["location"] == "header" else member["name"])
        for member in members
        if member.get("location") in ("header", "querystring")
    )


def _first(value: Any) -> str:  # noqa: ANN401 - MiniStack has a list for each parameter, its tests a string
    return str(value[0]) if isinstance(value, list) and value else str(value)
