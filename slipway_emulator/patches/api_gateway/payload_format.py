"""A function behind an HTTP API gets the event of its integration's payload format, 1.0 or 2.0.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

MiniStack sends the format 2.0 always. ``functions.http_responses`` reads the response in the integration's format.
"""

import functools
import inspect
from contextvars import ContextVar
from typing import Any

from ministack.services import apigateway

_Event = dict[str, Any]

# By the members of `authorizer.iam` in the format 2.0.
_IDENTITY = {
    "accessKey": "accessKey",
    "accountId": "accountId",
    "callerId": "caller",
    "principalOrgId": "principalOrgId",
    "userArn": "userArn",
    "userId": "user",
}
_COGNITO = ("AuthenticationProvider", "AuthenticationType", "IdentityId", "IdentityPoolId")
# The query of a request whose integration has the format 1.0; None for others.
_query: ContextVar[dict[str, list[str]] | None] = ContextVar("query", default=None)


def apply() -> None:
    """Wrap the function that creates the event, and the one that passes it on."""
    invoke, run = apigateway._invoke_lambda_proxy, apigateway.run_reentrant
    signature = inspect.signature(invoke)

    @functools.wraps(invoke)
    async def invoke_in_format(*args: object, **options: object) -> object:
        arguments = signature.bind(*args, **options).arguments
        is_first = arguments["integration"].get("payloadFormatVersion") == "1.0"
        token = _query.set(arguments["query_params"] or {} if is_first else None)
        try:
            return await invoke(*args, **options)
        finally:
            _query.reset(token)

    @functools.wraps(run)
    async def run_with_event(function: Any, record: Any, *args: Any, **options: Any) -> object:  # noqa: ANN401 - any
        query = _query.get()
        if query is not None and args and isinstance(args[0], dict) and args[0].get("version") == "2.0":
            args = (_in_format_1(args[0], query), *args[1:])
        return await run(function, record, *args, **options)

    apigateway._invoke_lambda_proxy = invoke_in_format
    apigateway.run_reentrant = run_with_event


def _in_format_1(event: _Event, query: dict[str, list[str]]) -> _Event:
    """Return an event of the format 2.0 in the format 1.0, in which absent values are null."""
    context = event["requestContext"]
    route_path = event["routeKey"].partition(" ")[2]
    return {
        "version": "1.0",
        "resource": route_path or event["rawPath"],
        "path": event["rawPath"],
        "httpMethod": context["http"]["method"],
        "headers": event["headers"],
        "multiValueHeaders": {name: [value] for name, value in event["headers"].items()},
        # Of a repeated parameter, the last value.
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "requestContext": _context(context, route_path or event["rawPath"]),
        "pathParameters": event.get("pathParameters") or None,
        "stageVariables": event.get("stageVariables"),
        "body": event.get("body"),
        "isBase64Encoded": event["isBase64Encoded"],
    }


def _context(context: _Event, resource_path: str) -> _Event:
    http, authorizer = context["http"], context.get("authorizer", {})
    iam = authorizer.get("iam") or {}
    identity = {
        **dict.fromkeys(f"cognito{name}" for name in _COGNITO),
        **{name: iam.get(source) for source, name in _IDENTITY.items()},
        "sourceIp": http["sourceIp"],
        "userAgent": http["userAgent"],
    }
    shared = ("accountId", "apiId", "domainName", "requestId", "stage")
    return {
        **{name: context[name] for name in shared},
        "authorizer": authorizer.get("lambda") or {"claims": None, "scopes": None, **(authorizer.get("jwt") or {})},
        "domainPrefix": context["apiId"],
        "extendedRequestId": context["requestId"],
        "httpMethod": http["method"],
        "identity": identity,
        "path": http["path"],
        "protocol": http["protocol"],
        "requestTime": context["time"],
        "requestTimeEpoch": context["timeEpoch"],
        "resourceId": None,
        "resourcePath": resource_path,
    }
