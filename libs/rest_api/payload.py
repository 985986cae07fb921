"""The event of an HTTP API, which has the payload format 2.0.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote


def as_rest_api_event(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an event of the format 2.0 with the members that a REST API's event has."""
    context = event["requestContext"]
    return {
        **event,
        "httpMethod": context["http"]["method"],
        "resource": event["routeKey"].rpartition(" ")[2],
        "path": _path(event["rawPath"], context.get("stage")),
        "headers": _headers(event),
        "multiValueQueryStringParameters": _query(event),
        "pathParameters": {
            # An HTTP API decodes everything except %25, a REST API nothing.
            name: quote(value.replace("%25", "%"), safe="")
            for name, value in (event.get("pathParameters") or {}).items()
        },
        "requestContext": {**context, "identity": {"userArn": _caller(context.get("authorizer") or {})}},
    }


def _path(path: str, stage: str | None) -> str:
    """Return the path without the stage, which it begins with unless the stage is ``$default``."""
    prefix = f"/{stage}"
    return path.removeprefix(prefix) or "/" if f"{path}/".startswith(f"{prefix}/") else path


def _headers(event: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers, whose repeated values are joined by commas, with the cookies, which are apart from them."""
    cookies = event.get("cookies")
    return {**(event.get("headers") or {}), **({"cookie": "; ".join(cookies)} if cookies else {})}


def _query(event: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the values of each query parameter.

    ``queryStringParameters`` joins them by commas, and doesn't tell a repeated parameter from a value with a comma.
    """
    if (raw := event.get("rawQueryString")) is not None:
        return parse_qs(raw, keep_blank_values=True)
    return {name: [value] for name, value in (event.get("queryStringParameters") or {}).items()}


def _caller(authorizer: Mapping[str, Any]) -> str | None:
    """Return the ARN of the identity that signed the request, or the subject of its token."""
    caller: str | None = (authorizer.get("iam") or {}).get("userArn")
    return caller or (authorizer.get("jwt") or {}).get("claims", {}).get("sub")
