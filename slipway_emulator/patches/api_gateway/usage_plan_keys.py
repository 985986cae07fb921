"""The keys of a usage plan are those that exist, the newest first; a plan that isn't there has none.

"nameQuery: A query parameter specifying the name of the to-be-returned usage plan keys":
https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsagePlanKeys.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_extended.snapshot.json

MiniStack returns keys that were deleted, the oldest first, of any name, and refuses an unknown plan.
"""

from typing import Any

from ministack.services import apigateway_v1


def apply() -> None:
    """Replace the operation."""
    apigateway_v1._get_usage_plan_keys = _get_usage_plan_keys


def _get_usage_plan_keys(plan_id: str, query: dict[str, Any]) -> object:
    name = apigateway_v1._qp(query, "name") or ""
    keys = reversed(list(apigateway_v1._usage_plan_keys.get(plan_id, {}).values()))
    existing = [key for key in keys if key["id"] in apigateway_v1._api_keys and key["name"].startswith(name)]
    return apigateway_v1._v1_paginated_response(existing, query)
