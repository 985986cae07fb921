"""A function behind a REST API gets the event that AWS documents, with the request id that the caller gets.

On AWS ``requestContext.requestId``, the header ``x-amzn-RequestId`` of the response and ``$context.requestId`` are
the same id. The identity has all its members, null where they don't apply. The context has the called domain. The
gateway adds ``X-Forwarded-*`` and ``X-Amzn-Trace-Id``. The last value of a repeated query parameter counts. There is
no ``version``, which only HTTP APIs have.
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html

MiniStack generates three different ids, omits the members, takes the first value, and adds a ``version``.
"""

import contextvars
import functools
import secrets
import time
from typing import Any

from ministack.services import apigateway_v1

_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("api_gateway_request_id")
_IDENTITY = dict.fromkeys(
    (
        "accessKey",
        "accountId",
        "caller",
        "cognitoAuthenticationProvider",
        "cognitoAuthenticationType",
        "cognitoIdentityId",
        "cognitoIdentityPoolId",
        "principalOrgId",
        "sourceIp",
        "user",
        "userAgent",
        "userArn",
    )
)


def apply() -> None:
    """Wrap the execution of a method and the creation of its event."""
    execute, build_event = apigateway_v1._execute_in_scope, apigateway_v1._build_lambda_event_v1

    @functools.wraps(execute)
    async def execute_in_scope(request: dict[str, Any], *args: object) -> object:
        _request_id.set(request["request_id"])
        response = await execute(request, *args)
        if isinstance(response, tuple):  # otherwise an error, whose response has the id already
            response[1]["x-amzn-requestid"] = request["request_id"]
        return response

    @functools.wraps(build_event)
    def build_lambda_event(*args: object, **options: object) -> dict[str, Any]:
        return _as_on_aws(build_event(*args, **options))

    apigateway_v1._execute_in_scope = execute_in_scope
    apigateway_v1._build_lambda_event_v1 = build_lambda_event


def _as_on_aws(event: dict[str, Any]) -> dict[str, Any]:
    del event["version"]
    context = event["requestContext"]
    host = event["headers"].get("host", "")
    context |= {
        "requestId": _request_id.get(),
        "domainName": host,
        "domainPrefix": host.split(".")[0],
        "identity": _IDENTITY | context["identity"],
    }
    if values := event["multiValueQueryStringParameters"]:
        event["queryStringParameters"] = {name: given[-1] for name, given in values.items()}
    for name, value in _added_headers(context["identity"]["sourceIp"], host).items():
        if name.lower() not in event["headers"]:
            event["headers"][name] = value
            event["multiValueHeaders"][name] = [value]
    return event


def _added_headers(source_ip: str, host: str) -> dict[str, str]:
    return {
        "X-Amzn-Trace-Id": f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)}",
        "X-Forwarded-For": source_ip,
        "X-Forwarded-Port": host.rpartition(":")[2] if ":" in host else "80",
        "X-Forwarded-Proto": "http",
    }
