"""docs/openapi.json describes the API that is deployed. Each answer in these tests is held against it by ``api``."""

from openapi_document import operations


def test_the_document_has_the_routes_that_are_deployed(aws, stack):
    api_id = stack.execution_arn.rpartition(":")[2]
    resources = aws("apigateway").get_resources(restApiId=api_id, limit=500, embed=["methods"])["items"]
    deployed = {
        (resource["path"], method.lower())
        for resource in resources
        for method, details in resource.get("resourceMethods", {}).items()
        if details["methodIntegration"]["type"] == "AWS_PROXY"
    }
    assert deployed == operations().keys()
