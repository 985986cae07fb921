import pytest
from botocore.exceptions import ClientError


def test_a_key_without_a_value_gets_one(aws):
    values = {aws("apigateway").create_api_key(name="a", value="")["value"] for _ in range(2)}
    values.add(aws("apigateway").create_api_key(name="a")["value"])
    assert len(values) == 3
    assert all(len(value) == 40 and value.isalnum() for value in values)


@pytest.mark.parametrize("value", ["short", "a" * 129, "with spaces in between"])
def test_a_value_has_20_to_128_characters(aws, value):
    with pytest.raises(ClientError, match="BadRequestException"):
        aws("apigateway").create_api_key(name="a", value=value)


def test_two_keys_do_not_have_the_same_value(aws, unique_name):
    value = unique_name.ljust(20, "a").replace("-", "a")
    aws("apigateway").create_api_key(name="a", value=value)
    with pytest.raises(ClientError, match="API Key already exists"):
        aws("apigateway").create_api_key(name="b", value=value)


def test_a_value_is_returned_on_demand(aws):
    client = aws("apigateway")
    key = client.create_api_key(name="a")
    assert "value" not in client.get_api_key(apiKey=key["id"])
    assert client.get_api_key(apiKey=key["id"], includeValue=True)["value"] == key["value"]
    assert not any("value" in one for one in client.get_api_keys(limit=500)["items"])
    assert key["value"] in [one["value"] for one in client.get_api_keys(limit=500, includeValues=True)["items"]]


def test_a_key_is_enabled_on_demand(aws):
    """https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_extended.snapshot.json"""
    client = aws("apigateway")
    assert client.create_api_key(name="a")["enabled"] is False
    assert client.create_api_key(name="a", enabled=True)["enabled"] is True


def test_a_disabled_key_is_refused(aws, rest_api):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"""
    client, resource = aws("apigateway"), rest_api.resource("a")
    method = {"restApiId": rest_api.id, "resourceId": resource, "httpMethod": "GET"}
    client.put_method(**method, authorizationType="NONE", apiKeyRequired=True)
    client.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    client.put_method_response(**method, statusCode="200")
    client.put_integration_response(**method, statusCode="200")
    rest_api.deploy()
    key = client.create_api_key(name="a", enabled=True)
    plan = client.create_usage_plan(name="a", apiStages=[{"apiId": rest_api.id, "stage": "live"}])["id"]
    client.create_usage_plan_key(usagePlanId=plan, keyId=key["id"], keyType="API_KEY")

    def status(is_enabled):
        value = str(is_enabled).lower()
        client.update_api_key(apiKey=key["id"], patchOperations=[{"op": "replace", "path": "/enabled", "value": value}])
        return rest_api.get("/a", headers={"x-api-key": key["value"]}).status_code

    assert [status(is_enabled) for is_enabled in (True, False, True)] == [200, 403, 200]


# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_extended.snapshot.json
TOO_LONG = {
    "name": ("a" * 1025, "Invalid API Key name, can be at most 1024 characters."),
    "description": ("a" * 125001, "Invalid API Key description specified."),
    "value": ("a" * 129, "API Key value exceeds maximum size of 128 characters"),
}


@pytest.mark.parametrize("member", TOO_LONG)
def test_a_text_has_a_largest_size(aws, member):
    value, message = TOO_LONG[member]
    with pytest.raises(ClientError, match=message):
        aws("apigateway").create_api_key(**{member: value})


def test_four_members_can_be_changed(aws):
    client = aws("apigateway")
    key = client.create_api_key(name="a")["id"]

    def update(path, value):
        return client.update_api_key(apiKey=key, patchOperations=[{"op": "replace", "path": path, "value": value}])

    message = (
        r"Invalid patch path  '/id' specified for op 'replace'. "
        r"Must be one of: \[/description, /enabled, /name, /customerId\]"
    )
    with pytest.raises(ClientError, match=message):
        update("/id", "x")
    with pytest.raises(ClientError, match="Invalid API Key description specified"):
        update("/description", "a" * 125001)
    updated = update("/name", "b")
    assert (updated["name"], updated["tags"], "value" in updated) == ("b", {}, False)


def test_a_key_without_a_name_has_no_such_member(aws):
    assert not any("name" in aws("apigateway").create_api_key(**options) for options in ({}, {"name": ""}))


def test_the_newest_key_is_the_first(aws, unique_name):
    client = aws("apigateway")
    keys = [client.create_api_key(name=f"{unique_name}-{number}")["id"] for number in range(2)]
    assert [key["id"] for key in client.get_api_keys(nameQuery=unique_name)["items"]] == keys[::-1]


@pytest.mark.upstream
def test_unpatched_ministack_refuses_an_empty_value(unpatched_aws):
    with pytest.raises(ClientError, match="at least 20 characters"):
        unpatched_aws("apigateway").create_api_key(name="a", value="")
