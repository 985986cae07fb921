"""https://repost.aws/knowledge-center/api-gateway-internal-server-error"""

import pytest

SOURCE = "def handler(event, context):\n    return {'statusCode': 200}\n"
TEMPLATE = '{"message":$context.error.messageString,"id":"$context.requestId"}'


@pytest.fixture
def throttled(function):
    """``throttled(api, aws)`` integrates a function that Lambda throttles, and returns the API."""

    def integrated(api, aws, integration_type="AWS_PROXY", *, by_alias=True, **gateway_response):
        alias = function(aws, SOURCE)
        name = alias.rpartition(":")[0]
        aws("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
        arn, client = alias if by_alias else name, aws("apigateway")
        api.permit(arn)
        resource = api.resource("x")
        api.method(resource, "GET", arn)
        method = {"restApiId": api.id, "resourceId": resource, "httpMethod": "GET"}
        uri = client.get_integration(**method)["uri"]
        client.put_integration(**method, type=integration_type, integrationHttpMethod="POST", uri=uri)
        if gateway_response:
            client.put_gateway_response(restApiId=api.id, responseType="DEFAULT_5XX", **gateway_response)
        api.deploy()
        return api

    return integrated


@pytest.mark.parametrize("integration_type", ["AWS_PROXY", "AWS"])
def test_a_throttled_function_is_500_without_lambdas_error(rest_api, aws, throttled, integration_type):
    response = throttled(rest_api, aws, integration_type).get("/x")
    assert (response.status_code, response.json()) == (500, {"message": "Internal server error"})
    assert response.headers["x-amzn-ErrorType"] == "InternalServerErrorException"


@pytest.mark.parametrize(("settings", "status"), [({}, 500), ({"statusCode": "503"}, 503)])
def test_the_gateway_response_formats_the_error(rest_api, aws, throttled, settings, status):
    response = throttled(rest_api, aws, responseTemplates={"application/json": TEMPLATE}, **settings).get("/x")
    assert response.status_code == status
    assert response.json() == {"message": "Internal server error", "id": response.headers["x-amzn-RequestId"]}


@pytest.mark.upstream
def test_unpatched_ministack_sends_lambdas_error_to_the_caller(unpatched_rest_api, unpatched_aws, throttled):
    # By its name: MiniStack doesn't throttle an alias (functions.reserved_concurrency).
    response = throttled(unpatched_rest_api, unpatched_aws, by_alias=False).get("/x")
    assert "TooManyRequestsException" in response.text
