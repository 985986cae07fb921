"""A request of more than 10 MB is rejected with 413.

AWS's limit on the payload of a REST API is 10 MB and can't be increased; the response is formatted by the gateway
response REQUEST_TOO_LARGE:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html

MiniStack has no limit.
"""

import functools
import inspect

from ministack.services import apigateway_v1

_LIMIT = 10 * 1024 * 1024  # bytes


def apply() -> None:
    """Check the body's size before the authorization of the method."""
    apigateway_v1._GATEWAY_RESPONSE_ERROR_TYPES["REQUEST_TOO_LARGE"] = "RequestEntityTooLargeException"
    authorize = apigateway_v1._authorize_request_v1

    signature = inspect.signature(authorize)

    @functools.wraps(authorize)
    async def authorize_request(*args: object, **options: object) -> object:
        body = signature.bind(*args, **options).arguments["body"]
        if body and len(body) > _LIMIT:
            return apigateway_v1._gw_error("REQUEST_TOO_LARGE", "Request Too Long"), None
        return await authorize(*args, **options)

    apigateway_v1._authorize_request_v1 = authorize_request
