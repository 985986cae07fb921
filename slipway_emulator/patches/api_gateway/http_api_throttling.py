"""A stage of an HTTP API limits the requests to each route, and responds with 429 above the limit.

The limits are those of the route in the stage's route settings, or else those of its default route settings: a rate in
requests per second and a burst, by the token bucket algorithm.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html

MiniStack ignores both settings.
"""

import functools
import time
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import apigateway

_TOO_MANY = 429, {"Content-Type": "application/json"}, b'{"message":"Too Many Requests"}'
# The tokens of each route of a stage, and when they were counted.
_buckets: dict[tuple[str, ...], tuple[float, float]] = {}


def apply() -> None:
    """Wrap the execution of a request."""
    execute = apigateway._handle_execute_in_scope

    @functools.wraps(execute)
    async def handle_execute(
        api_id: str, stage: str, path: str, method: str, *args: object, **options: object
    ) -> object:
        route = apigateway._match_route(api_id, method, "/" + path.lstrip("/"))
        settings = apigateway._stages.get(api_id, {}).get(stage)
        if route and settings and not _take(api_id, settings, route["routeKey"]):
            return _TOO_MANY
        return await execute(api_id, stage, path, method, *args, **options)

    apigateway._handle_execute_in_scope = handle_execute


def _take(api_id: str, stage: dict[str, Any], route_key: str) -> bool:
    """Take a token from the route's bucket, and return whether there was one."""
    limits = stage.get("defaultRouteSettings") or {}
    limits = {**limits, **(stage.get("routeSettings") or {}).get(route_key, {})}
    rate, burst = limits.get("throttlingRateLimit"), limits.get("throttlingBurstLimit")
    if rate is None or burst is None:
        return True  # the account's limits, which are much higher
    key = get_account_id(), get_region(), api_id, stage["stageName"], route_key
    now = time.monotonic()
    tokens, counted = _buckets.get(key, (float(burst), now))
    tokens = min(float(burst), tokens + (now - counted) * rate)
    _buckets[key] = tokens - 1 if tokens >= 1 else tokens, now
    return bool(tokens >= 1)
