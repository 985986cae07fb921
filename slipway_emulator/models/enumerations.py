"""The orders in which AWS's messages list the values of an enumeration, where they aren't those of the model.

They were recorded from AWS, and follow no rule that is known:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/apigateway
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/lambda_
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions
"""

from collections.abc import Sequence

_ORDERS = {
    "apigateway.DocumentationPartType": (
        "RESPONSE_BODY RESPONSE METHOD MODEL AUTHORIZER RESPONSE_HEADER RESOURCE PATH_PARAMETER REQUEST_BODY "
        "QUERY_PARAMETER API REQUEST_HEADER"
    ),
    "apigateway.EndpointType": "PRIVATE EDGE REGIONAL",
    "apigateway.GatewayResponseType": (
        "REQUEST_TOO_LARGE RESOURCE_NOT_FOUND AUTHORIZER_CONFIGURATION_ERROR MISSING_AUTHENTICATION_TOKEN "
        "BAD_REQUEST_BODY INVALID_SIGNATURE INVALID_API_KEY BAD_REQUEST_PARAMETERS AUTHORIZER_FAILURE UNAUTHORIZED "
        "INTEGRATION_TIMEOUT ACCESS_DENIED DEFAULT_4XX DEFAULT_5XX WAF_FILTERED QUOTA_EXCEEDED THROTTLED "
        "API_CONFIGURATION_ERROR UNSUPPORTED_MEDIA_TYPE INTEGRATION_FAILURE EXPIRED_TOKEN"
    ),
    "apigateway.Op": "add remove move test replace copy",
    "lambda.InvokeMode": "RESPONSE_STREAM BUFFERED",
    "lambda.RecursiveLoop": "Terminate Allow",
    "stepfunctions.ExecutionStatus": "SUCCEEDED TIMED_OUT PENDING_REDRIVE ABORTED FAILED RUNNING",
}


def ordered(shape: str, values: Sequence[str]) -> list[str]:
    """Return an enumeration's values in the order of AWS's messages; those that weren't recorded are the last.

    Args:
        shape: ``service.Shape``.
        values: values of the model.
    """
    recorded = [value for value in _ORDERS.get(shape, "").split() if value in values]
    return recorded + [value for value in values if value not in recorded]
