"""The stage is deployed again whenever anything about any method changes, and never otherwise.

All APIs are in one root: one plan has a change of each that is never applied, and one apply another change of each.
"""

from pathlib import Path
from types import SimpleNamespace

import pytest
from saved_plans import plan_to_apply

from slipway.harness import unique_name

POST = "POST /movies"
REQUIRED = {"parameters": ["header.If-Match"]}
BEFORE = {
    "authorization": {},
    "parameter": {"methods": {"POST /movies/{id}": {}}, "allow_origin": "*"},
    "origin": {"methods": {"POST /movies/{id}": REQUIRED}, "allow_origin": "*"},
    "root": {},
    "greedy": {"methods": {"POST /": {}}},
    "first_level": {"methods": {"POST /{proxy+}": {}}},
    "undeployed": {"methods": {"POST /replaced": {"function": "replaced"}, "POST /moved": {"function": "moved"}}},
}
# What a deployment holds: one change of each API, in a plan.
PLANNED = {
    "authorization": {"methods": {POST: {"api_key_required": True}}},
    "parameter": {"methods": {"PUT /movies/{id}": {}}, "allow_origin": "*"},
    "origin": {"methods": {"POST /movies/{id}": {**REQUIRED, "timeout_milliseconds": 5000}}, "allow_origin": "*"},
    "root": {"allow_origin": "*"},
    "greedy": {"methods": {"POST /": REQUIRED}},
    "first_level": {**BEFORE["first_level"], "model": '{"type":"object","required":["title"]}'},
}
APPLIED = {
    "authorization": {"methods": {POST: {"authorization": "AWS_IAM"}}},
    # API Gateway allows one parameter in a place: one of the new name can't be created beside the old one.
    "parameter": {"methods": {"POST /movies/{movieID}": REQUIRED}, "allow_origin": "*"},
    "origin": {"methods": {"POST /movies/{id}": {}}},
    "root": {"methods": {"POST /": {}}},
    "greedy": {"methods": {"POST /{proxy+}": {}}},
    "first_level": {"methods": {"ANY /{movieID}": {}}, "allow_origin": "*"},
}
UNDEPLOYED = {"description": "Movies", "throttling_rate": 10, "retention_days": 7, "tags": {"team": "movies"}}
AFTER = {
    "apis": {**APPLIED, "undeployed": {**BEFORE["undeployed"], **UNDEPLOYED}},
    "memory_size": 512,
    "role_path": "/slipway/dev/",
    "faults": ["kept", "added"],
}


@pytest.fixture(scope="module")
def stack(tf_module):
    """The root, in which each API is as `BEFORE` says until `after` is made."""
    return tf_module(Path(__file__).parent / "redeployment", name=unique_name(), apis=BEFORE).apply()


@pytest.fixture(scope="module")
def planned(stack):
    """The actions by address, in a plan of `PLANNED`."""
    return stack.plan(apis={**BEFORE, **PLANNED}).changes


@pytest.fixture(scope="module")
def after(stack, planned, tmp_path_factory):
    """What was there before all changes were applied, and the actions by address."""
    urls, served = stack.outputs["urls"], deployments(stack)
    stack.http.post(f"{urls['authorization']}/movies", json={}).expect(502)
    answered = stack.http.request("OPTIONS", f"{urls['origin']}/movies/1").expect(200)
    assert answered.headers["Access-Control-Allow-Origin"] == "*"
    publish(stack, "replaced", Description="deployed")
    stack._terraform()._commands.run("taint", None, "module.replaced.aws_lambda_function.this")

    plan, apply = plan_to_apply(stack, tmp_path_factory.mktemp("plan") / "plan", **AFTER)
    apply()
    role_paths = {qualifier: role_path(stack, qualifier) for qualifier in ("live", "$LATEST")}
    publish(stack, "moved")
    stack.assert_converged()
    return SimpleNamespace(deployments=served, changes=plan.changes, role_paths=role_paths)


def deployments(stack):
    """Return the id of the deployment that each API's stage serves."""
    client, ids = stack.aws("apigateway"), stack.outputs["ids"]
    return {api: client.get_stage(restApiId=ids[api], stageName="live")["deploymentId"] for api in ids}


def publish(stack, function, **alias):
    """Publish a version of a function, and have its alias point at it."""
    client, name = stack.aws("lambda"), f"{stack.variables['name']}-{function}"
    version = client.publish_version(FunctionName=name)["Version"]
    client.update_alias(FunctionName=name, Name="live", FunctionVersion=version, **alias)


def role_path(stack, qualifier):
    """Return the path of the role of the function "moved"."""
    name = f"{stack.variables['name']}-moved"
    configuration = stack.aws("lambda").get_function_configuration(FunctionName=name, Qualifier=qualifier)
    return configuration["Role"].partition(":role")[2].removesuffix(name)


def changes_of(api, changes):
    """Return the actions by address, as the module of an API names it."""
    prefix = f'module.api["{api}"].'
    return {address.removeprefix(prefix): each for address, each in changes.items() if address.startswith(prefix)}


@pytest.mark.parametrize("api", PLANNED)
def test_change_of_what_a_deployment_holds_deploys_again(planned, api):
    assert changes_of(api, planned)["aws_api_gateway_deployment.this"] == ["create", "delete"]


@pytest.mark.parametrize("api", APPLIED)
def test_new_deployment_is_the_stages(after, stack, api):
    assert changes_of(api, after.changes)["aws_api_gateway_deployment.this"] == ["create", "delete"]
    assert deployments(stack)[api] != after.deployments[api]


def test_change_of_anything_else_does_not(after, stack):
    changes = changes_of("undeployed", after.changes)
    assert {address for address in changes if "aws_api_gateway" in address} == {
        "aws_api_gateway_method_settings.all",
        "aws_api_gateway_rest_api.this",
        "aws_api_gateway_stage.this",
    }
    assert "aws_cloudwatch_log_group.access" in changes
    assert "module.moved.aws_lambda_function.this" in after.changes  # whose memory size is another one
    assert deployments(stack)["undeployed"] == after.deployments["undeployed"]


def test_an_alarm_that_a_composite_alarm_has_can_be_removed(after, stack):
    prefix = stack.variables["name"]
    found = stack.aws("cloudwatch").describe_alarms(
        AlarmNamePrefix=prefix, AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    assert f"{prefix}-removed" not in {alarm["AlarmName"] for alarm in found["MetricAlarms"]}
    (service,) = found["CompositeAlarms"]
    assert [name in service["AlarmRule"] for name in ("-kept", "-added", "-removed")] == [True, True, False]


def test_new_deployment_holds_the_change(after, stack, http):
    http.post(f"{stack.outputs['urls']['authorization']}/movies", json={}).expect(403)


def test_origin_parameters_and_the_name_in_a_path_of_an_applied_api_change_in_place(after, stack, http):
    changes = changes_of("parameter", after.changes)
    assert {address for address, actions in changes.items() if actions != ["update"]} == {
        "aws_api_gateway_deployment.this"
    }
    url = f"{stack.outputs['urls']['parameter']}/movies/1"
    http.post(url, json={}).expect(400)
    http.post(url, json={}, headers={"If-Match": "1"}).expect(502)

    url = f"{stack.outputs['urls']['origin']}/movies/1"
    assert "Access-Control-Allow-Origin" not in http.delete(url).expect(405).headers
    http.post(url, json={}).expect(502)


def test_an_applied_api_can_get_the_root(after, stack, http):
    # Until then the gateway answers 404 there.
    url = stack.outputs["urls"]["root"]
    http.post(url, json={}).expect(502)
    assert http.get(url).expect(405).headers["Allow"] == "POST"
    http.post(f"{url}/1", json={}).expect(404)


def test_an_applied_api_can_get_a_greedy_path(after, stack, http):
    url = stack.outputs["urls"]["greedy"]
    http.post(f"{url}/1/cast", json={}).expect(502)
    http.get(f"{url}/1/cast").expect(405)
    http.get(url).expect(404)


def test_an_applied_api_can_get_a_parameter_and_an_origin(after, stack, http):
    url = stack.outputs["urls"]["first_level"]
    http.put(f"{url}/1", json={}).expect(502)
    http.put(f"{url}/1/cast", json={}).expect(404)
    assert http.request("OPTIONS", f"{url}/1").expect(200).headers["Access-Control-Allow-Origin"] == "*"


def test_a_function_is_replaced_in_one_apply_and_without_a_deployment(after, stack, aws, http):
    assert after.changes["module.replaced.aws_lambda_function.this"] == ["delete", "create"]
    assert after.changes['module.replaced.aws_lambda_alias.this["live"]'] == ["delete", "create"]
    permission = changes_of("undeployed", after.changes)['aws_lambda_permission.this["POST /replaced"]']
    assert permission == ["delete", "create"]

    client, name = aws("lambda"), f"{stack.variables['name']}-replaced"
    alias = client.get_alias(FunctionName=name, Name="live")
    assert client.get_function(FunctionName=name, Qualifier=alias["FunctionVersion"])
    # The function is invoked: it has no code yet, so the gateway's answer is a 502. Without a permission it is a 500.
    http.post(f"{stack.outputs['urls']['undeployed']}/replaced", json={}).expect(502)


def test_roles_get_another_path_in_one_apply_and_versions_with_them_in_the_next_deployment(after, stack, http):
    """The upgrade that CHANGELOG describes: a role is deleted before the one with its name is created."""
    assert after.changes["module.moved.aws_iam_role.this[0]"] == ["delete", "create"]
    assert after.changes["module.account.aws_iam_role.this"] == ["delete", "create"]
    assert after.changes["module.moved.aws_lambda_function.this"] == ["update"]

    assert after.role_paths == {"live": "/", "$LATEST": "/slipway/dev/"}
    assert role_path(stack, "live") == "/slipway/dev/"
    http.post(f"{stack.outputs['urls']['undeployed']}/moved", json={}).expect(502)  # invoked: it has no code yet
