import pytest


def replace(path, value):
    return {"op": "replace", "path": path, "value": value}


def plan_with_limits(aws):
    client = aws("apigateway")
    plan = client.create_usage_plan(name="plan", throttle={"rateLimit": 1, "burstLimit": 1})["id"]
    operations = [replace("/throttle/rateLimit", "2.5"), replace("/throttle/burstLimit", "7")]
    return client.update_usage_plan(usagePlanId=plan, patchOperations=operations)["throttle"]


def test_numbers_and_booleans_keep_their_types(aws):
    client = aws("apigateway")
    assert plan_with_limits(aws) == {"rateLimit": 2.5, "burstLimit": 7}
    key = client.create_api_key(name="a", enabled=True)["id"]
    assert client.update_api_key(apiKey=key, patchOperations=[replace("/enabled", "false")])["enabled"] is False
    api = client.create_rest_api(name="a")["id"]
    operations = [replace("/minimumCompressionSize", "10"), replace("/disableExecuteApiEndpoint", "true")]
    updated = client.update_rest_api(restApiId=api, patchOperations=operations)
    assert (updated["minimumCompressionSize"], updated["disableExecuteApiEndpoint"]) == (10, True)


def test_members_of_a_list_are_added_removed_and_replaced(aws):
    client = aws("apigateway")
    api = client.create_rest_api(
        name="a", binaryMediaTypes=["image/png"], endpointConfiguration={"types": ["REGIONAL"]}
    )["id"]
    operations = [
        {"op": "add", "path": "/binaryMediaTypes/*~1*"},
        {"op": "remove", "path": "/binaryMediaTypes/image~1png"},
        replace("/endpointConfiguration/types/REGIONAL", "EDGE"),
    ]
    updated = client.update_rest_api(restApiId=api, patchOperations=operations)
    assert updated["binaryMediaTypes"] == ["*/*"]
    assert updated["endpointConfiguration"]["types"] == ["EDGE"]


def test_a_plan_gets_and_loses_stages(aws):
    client = aws("apigateway")
    plan = client.create_usage_plan(name="a", apiStages=[{"apiId": "one", "stage": "live"}])["id"]
    operations = [
        {"op": "add", "path": "/apiStages", "value": "two:live"},
        {"op": "remove", "path": "/apiStages", "value": "one:live"},
        replace("/apiStages/two:live/throttle/~1movies~1GET/rateLimit", "3"),
    ]
    (stage,) = client.update_usage_plan(usagePlanId=plan, patchOperations=operations)["apiStages"]
    assert stage == {"apiId": "two", "stage": "live", "throttle": {"/movies/GET": {"rateLimit": 3.0}}}


def test_variables_stay_text(rest_api):
    client = rest_api.aws("apigateway")
    client.put_method(restApiId=rest_api.id, resourceId=rest_api.root, httpMethod="GET", authorizationType="NONE")
    client.put_integration(restApiId=rest_api.id, resourceId=rest_api.root, httpMethod="GET", type="MOCK")
    rest_api.deploy()
    operations = [replace("/variables/enabled", "false"), replace("/variables/limit", "1")]
    stage = client.update_stage(restApiId=rest_api.id, stageName="live", patchOperations=operations)
    assert stage["variables"] == {"enabled": "false", "limit": "1"}


@pytest.mark.upstream
def test_unpatched_ministack_replaces_a_list(unpatched_aws):
    client = unpatched_aws("apigateway")
    api = client.create_rest_api(name="a", binaryMediaTypes=["image/png"])["id"]
    operations = [{"op": "add", "path": "/binaryMediaTypes/image~1gif"}]
    assert client.update_rest_api(restApiId=api, patchOperations=operations)["binaryMediaTypes"] != [
        "image/png",
        "image/gif",
    ]
