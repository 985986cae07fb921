"""A JWT authorizer of an HTTP API has no payload format version, and a Lambda authorizer no JWT configuration.

https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html

MiniStack returns 2.0 and an empty configuration, which each of Terraform's plans removes.
"""

import functools
import json
from typing import Any

from ministack.services import apigateway


def apply() -> None:
    """Wrap the creation of an authorizer."""
    create = apigateway._create_authorizer

    @functools.wraps(create)
    def create_authorizer(api_id: str, data: dict[str, Any]) -> object:
        response = create(api_id, data)
        if response[0] != 201:
            return response
        authorizer = apigateway._authorizers[api_id][json.loads(response[2])["authorizerId"]]
        is_jwt = data.get("authorizerType") == "JWT"
        authorizer.pop("authorizerPayloadFormatVersion" if is_jwt else "jwtConfiguration", None)
        return apigateway._apigw_response(authorizer, 201)

    apigateway._create_authorizer = create_authorizer
