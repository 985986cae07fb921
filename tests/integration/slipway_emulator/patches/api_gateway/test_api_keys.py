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


@pytest.mark.upstream
def test_unpatched_ministack_refuses_an_empty_value(unpatched_aws):
    with pytest.raises(ClientError, match="at least 20 characters"):
        unpatched_aws("apigateway").create_api_key(name="a", value="")
