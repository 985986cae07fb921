"""The stage is deployed again whenever anything about any method changes, and never otherwise."""

from pathlib import Path

import pytest

from slipway.harness import unique_name

DEPLOYMENT = "module.api.aws_api_gateway_deployment.this"


@pytest.fixture(scope="module")
def stack(tf_module):
    return tf_module(Path(__file__).parent / "redeployment", name=unique_name()).apply()


@pytest.mark.parametrize(
    "change",
    [
        {"method": {"http_method": "PUT"}},
        {"method": {"authorization": "AWS_IAM"}},
        {"method": {"api_key_required": True}},
        {"method": {"timeout_milliseconds": 5000}},
        {"method": {"parameters": ["header.If-Match"]}},
        {"api": {"model": '{"type":"object","required":["title"]}'}},
        {"api": {"path": "/films"}},
        {"api": {"allow_origin": "*"}},
    ],
    ids=str,
)
def test_change_of_what_a_deployment_holds_deploys_again(stack, change):
    assert stack.plan(**change).changes[DEPLOYMENT] == ["create", "delete"]


def test_change_of_anything_else_does_not(stack):
    api = {"description": "Movies", "throttling_rate": 10, "retention_days": 7, "tags": {"team": "movies"}}
    changes = stack.plan(api=api, memory_size=512).changes

    assert changes.keys() >= {
        "module.api.aws_api_gateway_method_settings.all",
        "module.api.aws_api_gateway_rest_api.this",
        "module.api.aws_api_gateway_stage.this",
        "module.api.aws_cloudwatch_log_group.access",
        "module.function.aws_lambda_function.this",
    }
    assert DEPLOYMENT not in changes


def test_new_deployment_is_the_stages_and_holds_the_change(stack, aws, http):
    def deployment():
        stage = aws("apigateway").get_stage(restApiId=stack.outputs["api_id"], stageName="live")
        return stage["deploymentId"]

    before = deployment()
    http.post(stack.outputs["url"], json={}).expect(502)

    stack.apply(method={"authorization": "AWS_IAM"})
    stack.assert_converged()

    assert deployment() != before
    http.post(stack.outputs["url"], json={}).expect(403)


def test_origin_parameters_and_the_name_in_a_path_of_an_applied_api_change_in_place(stack, http):
    stack.apply(api={"path": "/movies/{id}", "allow_origin": "*"}, method={"authorization": "NONE"})
    stack.assert_converged()
    url = stack.outputs["url"].replace("{id}", "1")
    assert http.request("OPTIONS", url).expect(200).headers["Access-Control-Allow-Origin"] == "*"
    http.post(url, json={}).expect(502)

    # API Gateway allows one parameter in a place: one of the new name can't be created beside the old one.
    change = {"api": {"path": "/movies/{movieID}", "allow_origin": "*"}, "method": {"parameters": ["header.If-Match"]}}
    changes = stack.plan(**change).changes
    assert {address for address, actions in changes.items() if actions != ["update"]} == {DEPLOYMENT}
    stack.apply(**change)
    stack.assert_converged()
    http.post(url, json={}).expect(400)
    http.post(url, json={}, headers={"If-Match": "1"}).expect(502)

    stack.apply(api={"path": "/movies/{movieID}"}, method={})
    stack.assert_converged()
    assert "Access-Control-Allow-Origin" not in http.delete(url).expect(405).headers
    http.post(url, json={}).expect(502)


def test_an_applied_api_can_get_the_root_a_greedy_path_and_a_parameter(stack, http):
    # Until then the gateway answers 404 there.
    url = stack.outputs["invoke_url"]

    stack.apply(api={"path": "/"}, method={})
    stack.assert_converged()
    http.post(url, json={}).expect(502)
    assert http.get(url).expect(405).headers["Allow"] == "POST"
    http.post(f"{url}/1", json={}).expect(404)

    stack.apply(api={"path": "/{proxy+}"})
    stack.assert_converged()
    http.post(f"{url}/1/cast", json={}).expect(502)
    http.get(f"{url}/1/cast").expect(405)
    http.get(url).expect(404)

    stack.apply(api={"path": "/{movieID}"}, method={"http_method": "ANY"})
    stack.assert_converged()
    http.put(f"{url}/1", json={}).expect(502)
    http.put(f"{url}/1/cast", json={}).expect(404)


def test_a_function_is_replaced_in_one_apply_and_without_a_deployment(stack, aws, http):
    stack.apply(api={}, method={})
    name, client, url = stack.variables["name"], aws("lambda"), stack.outputs["url"]
    version = client.publish_version(FunctionName=name)["Version"]
    client.update_alias(FunctionName=name, Name="live", FunctionVersion=version, Description="deployed")
    stack._terraform()._run("taint", None, "module.function.aws_lambda_function.this")

    changes = stack.plan().changes
    assert changes["module.function.aws_lambda_function.this"] == ["delete", "create"]
    assert changes['module.function.aws_lambda_alias.this["live"]'] == ["delete", "create"]
    assert changes['module.api.aws_lambda_permission.this["POST /movies"]'] == ["delete", "create"]
    assert not [address for address in changes if "aws_api_gateway" in address]

    stack.apply()
    alias = client.get_alias(FunctionName=name, Name="live")
    assert client.get_function(FunctionName=name, Qualifier=alias["FunctionVersion"])
    # The function is invoked: it has no code yet, so the gateway's answer is a 502. Without a permission it is a 500.
    http.post(url, json={}).expect(502)
    stack.assert_converged()


def test_roles_get_another_path_in_one_apply_and_versions_with_them_in_the_next_deployment(stack, aws, http):
    """The upgrade that CHANGELOG describes: a role is deleted before the one with its name is created."""
    stack.apply(api={}, method={}, role_path="/")
    name, client, url = stack.variables["name"], aws("lambda"), stack.outputs["url"]

    changes = stack.plan(role_path="/slipway/dev/").changes
    assert changes["module.function.aws_iam_role.this[0]"] == ["delete", "create"]
    assert changes["module.account.aws_iam_role.this"] == ["delete", "create"]
    assert changes["module.function.aws_lambda_function.this"] == ["update"]
    assert DEPLOYMENT not in changes
    stack.apply(role_path="/slipway/dev/")
    stack.assert_converged()

    behind = client.get_function_configuration(FunctionName=name, Qualifier="live")
    latest = client.get_function_configuration(FunctionName=name)
    assert (behind["Role"].split(":")[5], latest["Role"].split(":")[5]) == (f"role/{name}", f"role/slipway/dev/{name}")

    version = client.publish_version(FunctionName=name)["Version"]
    client.update_alias(FunctionName=name, Name="live", FunctionVersion=version)
    assert client.get_function_configuration(FunctionName=name, Qualifier="live")["Role"] == latest["Role"]
    http.post(url, json={}).expect(502)  # invoked: it has no code yet
    stack.assert_converged()
