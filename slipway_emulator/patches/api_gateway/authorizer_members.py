"""An authorizer of a REST API has a type of authorization, and a time to live only if one was given.

"authType: Optional customer-defined field, used in OpenAPI imports and exports without functional impact":
https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_basic.snapshot.json

MiniStack returns the first only if it was given, and the default of the second.
"""

import functools
import json
from typing import Any

from ministack.services import apigateway_v1

_Json = dict[str, Any]


def apply() -> None:
    """Wrap the creation of an authorizer."""
    create = apigateway_v1._create_authorizer

    @functools.wraps(create)
    def create_authorizer(api_id: str, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        kind = "cognito_user_pools" if data.get("type") == "COGNITO_USER_POOLS" else "custom"
        status, headers, body = create(api_id, {"authType": kind, **data})
        if status != 201 or "authorizerResultTtlInSeconds" in data:
            return status, headers, body
        stored = apigateway_v1._authorizers_v1[api_id][json.loads(body)["id"]]
        del stored["authorizerResultTtlInSeconds"]  # Its requests have the default.
        return apigateway_v1._v1_response(stored, status)

    apigateway_v1._create_authorizer = create_authorizer
