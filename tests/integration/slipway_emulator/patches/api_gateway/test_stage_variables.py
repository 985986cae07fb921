"""https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html"""

import json

import pytest

from slipway.harness import unique_name

ALIAS = (
    "def handler(event, context):\n"
    "    return {'statusCode': 200, 'body': context.invoked_function_arn.rpartition(':')[2]}\n"
)
ALLOW = (
    "def handler(event, context):\n"
    "    statement = {'Action': 'execute-api:Invoke', 'Effect': 'Allow', 'Resource': event['methodArn']}\n"
    "    document = {'Version': '2012-10-17', 'Statement': [statement]}\n"
    "    return {'principalId': 'caller', 'policyDocument': document}\n"
)


def build(api, function):
    """``GET /`` invokes the function and the alias of the stage's variables; returns the ARN up to the name."""
    arn = function(api.aws, ALIAS)
    api.permit(arn)
    prefix, _, _ = arn.rpartition(f":{arn.split(':')[6]}:")
    api.method(api.root, "GET", f"{prefix}:${{stageVariables.fn}}:${{stageVariables.alias}}")
    api.deploy()
    return arn


def set_variables(api, stage="live", **variables):
    operations = [{"op": "replace", "path": f"/variables/{name}", "value": value} for name, value in variables.items()]
    api.aws("apigateway").update_stage(restApiId=api.id, stageName=stage, patchOperations=operations)


def test_each_stage_invokes_its_own_function_and_alias(rest_api, function):
    arn = build(rest_api, function)
    name = arn.split(":")[6]
    set_variables(rest_api, fn=name, alias="live")
    assert (rest_api.get("").status_code, rest_api.get("").text) == (200, "live")

    rest_api.aws("lambda").create_alias(FunctionName=name, Name="test", FunctionVersion="1")
    rest_api.permit(f"{arn.removesuffix(':live')}:test")
    set_variables(rest_api, alias="test")  # without a deployment
    assert rest_api.get("").text == "test"


def test_a_stage_needs_the_permission_on_its_own_alias(rest_api, function):
    name = build(rest_api, function).split(":")[6]
    rest_api.aws("lambda").create_alias(FunctionName=name, Name="test", FunctionVersion="1")
    set_variables(rest_api, fn=name, alias="test")
    assert (rest_api.get("").status_code, rest_api.get("").json()) == (500, {"message": "Internal server error"})


@pytest.mark.parametrize("variables", [{}, {"alias": "live"}, {"fn": "none", "alias": "live"}])
def test_a_function_that_does_not_exist_is_a_500(rest_api, function, variables):
    build(rest_api, function)
    set_variables(rest_api, **variables)
    assert (rest_api.get("").status_code, rest_api.get("").json()) == (500, {"message": "Internal server error"})


def test_the_url_of_an_http_integration_and_the_uri_of_an_authorizer_have_variables_too(rest_api, function):
    client, arn = rest_api.aws("apigateway"), function(rest_api.aws, ALLOW)
    rest_api.permit(arn, "authorizers/*")
    region = rest_api.target.region
    authorizer = client.create_authorizer(
        restApiId=rest_api.id,
        name=unique_name(),
        type="TOKEN",
        identitySource="method.request.header.Authorization",
        authorizerResultTtlInSeconds=0,
        authorizerUri=f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/"
        f"{arn.removesuffix('live')}${{stageVariables.alias}}/invocations",
    )["id"]
    where = {"restApiId": rest_api.id, "resourceId": rest_api.root, "httpMethod": "GET"}
    client.put_method(**where, authorizationType="CUSTOM", authorizerId=authorizer)
    uri = (
        rest_api.target.endpoint_url.replace("127.0.0.1", "${stageVariables.host}")
        + "/_ministack/${stageVariables.path}"
    )
    client.put_integration(**where, type="HTTP_PROXY", integrationHttpMethod="GET", uri=uri)
    rest_api.deploy()
    set_variables(rest_api, alias="live", host="127.0.0.1", path="health")
    assert "services" in rest_api.get("", headers={"Authorization": "token"}).json()
    set_variables(rest_api, alias="none")
    assert rest_api.get("", headers={"Authorization": "token"}).status_code == 500


def test_the_arn_of_the_role_of_an_integration_has_variables_too(rest_api, queue, role):
    target = queue(rest_api.aws)
    arn = role(
        rest_api.aws,
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": target.arn},
        service="apigateway",
    )
    prefix, _, name = arn.rpartition("/")
    where = {"restApiId": rest_api.id, "resourceId": rest_api.root, "httpMethod": "POST"}
    client = rest_api.aws("apigateway")
    client.put_method(**where, authorizationType="NONE")
    client.put_integration(
        **where,
        type="AWS",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:{rest_api.target.region}:sqs:action/SendMessage",
        credentials=f"{prefix}/${{stageVariables.role}}",
        requestTemplates={"application/json": json.dumps({"QueueUrl": target.url, "MessageBody": "hello"})},
    )
    client.put_integration_response(**where, statusCode="200")
    client.put_method_response(**where, statusCode="200")
    rest_api.deploy()
    set_variables(rest_api, role=name)
    assert rest_api.post("", json={}).status_code == 200
    assert target.receive() == ["hello"]


@pytest.mark.upstream
def test_unpatched_ministack_takes_the_variables_for_the_name(unpatched_rest_api, function):
    name = build(unpatched_rest_api, function).split(":")[6]
    set_variables(unpatched_rest_api, fn=name, alias="live")
    assert unpatched_rest_api.get("").status_code >= 500
