import json

import pytest
import requests

from slipway.harness import unique_name

PASS = json.dumps({"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}})
ACCEPTED = "{\"id\": \"$input.path('$.executionArn').split(':').get(7)\"}"
REFUSED = (
    "#set($context.responseOverride.status = 409)#set($context.responseOverride.header.Retry-After = '9')"
    "{\"type\": $input.json('$.__type')}"
)


@pytest.fixture
def machine(aws, role):
    arn = aws("stepfunctions").create_state_machine(
        name=unique_name(), definition=PASS, roleArn=role(aws, service="states")
    )["stateMachineArn"]
    yield arn
    aws("stepfunctions").delete_state_machine(stateMachineArn=arn)


def start_by_post(api, machine, role_arn, **settings):
    """``POST /start`` starts an execution of the machine with the body as input and the header ``name`` as name."""
    client = api.aws("apigateway")
    method = {"restApiId": api.id, "resourceId": api.resource("start"), "httpMethod": "POST"}
    template = json.dumps({"stateMachineArn": machine, "name": "$input.params('name')", "input": "$input.body"})
    client.put_method(**method, authorizationType="NONE")
    client.put_integration(
        **method,
        type="AWS",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:{api.target.region}:states:action/StartExecution",
        credentials=role_arn,
        passthroughBehavior="NEVER",
        requestTemplates={"application/json": template},
    )
    for status, pattern, body in (("202", "", ACCEPTED), ("500", "4\\d{2}", REFUSED)):
        client.put_method_response(**method, statusCode=status)
        client.put_integration_response(
            **method, statusCode=status, selectionPattern=pattern, responseTemplates={"application/json": body}
        )
    api.deploy()


def post(api, name="first", **headers):
    headers = {"Content-Type": "application/json", "name": name, **headers}
    return requests.post(api.url("/start"), "{}", headers=headers, timeout=30)


def may_start(machine):
    return {"Effect": "Allow", "Action": "states:StartExecution", "Resource": machine}


def test_an_integration_starts_an_execution(aws, rest_api, machine, role):
    start_by_post(rest_api, machine, role(aws, may_start(machine), service="apigateway"))
    response = post(rest_api)
    assert (response.status_code, response.json()) == (202, {"id": "first"})
    (execution,) = aws("stepfunctions").list_executions(stateMachineArn=machine)["executions"]
    assert execution["name"] == "first"


def test_an_error_of_the_service_selects_a_response_that_may_set_its_status(aws, rest_api, machine, role):
    start_by_post(rest_api, machine, role(aws, may_start(machine), service="apigateway"))
    post(rest_api)
    response = post(rest_api)
    assert (response.status_code, response.headers["Retry-After"]) == (409, "9")
    assert response.json()["type"].endswith("ExecutionAlreadyExists")


def test_the_role_needs_the_permission(aws, rest_api, machine, role):
    start_by_post(rest_api, machine, role(aws, may_start(f"{machine}-of-others"), service="apigateway"))
    response = post(rest_api)
    assert response.json()["type"].endswith("AccessDeniedException")
    assert not aws("stepfunctions").list_executions(stateMachineArn=machine)["executions"]


@pytest.mark.parametrize("service", ["lambda", None])
def test_api_gateway_must_be_able_to_assume_the_role(aws, rest_api, machine, role, service):
    role_arn = role(aws, may_start(machine), service=service) if service else "arn:aws:iam::123456789012:role/none"
    start_by_post(rest_api, machine, role_arn)
    assert post(rest_api).status_code == 500


def test_a_content_type_has_its_template_in_any_case(aws, rest_api, machine, role):
    start_by_post(rest_api, machine, role(aws, may_start(machine), service="apigateway"))
    assert post(rest_api, **{"Content-Type": "Application/JSON; charset=UTF-8"}).status_code == 202


def test_another_content_type_is_refused(aws, rest_api, machine, role):
    start_by_post(rest_api, machine, role(aws, may_start(machine), service="apigateway"))
    assert post(rest_api, **{"Content-Type": "text/plain"}).status_code == 415


@pytest.mark.upstream
def test_unpatched_ministack_answers_504(unpatched_aws, unpatched_rest_api, role):
    machine = "arn:aws:states:eu-central-1:123456789012:stateMachine:x"
    start_by_post(unpatched_rest_api, machine, role(unpatched_aws, service="apigateway"))
    assert post(unpatched_rest_api).status_code == 504
