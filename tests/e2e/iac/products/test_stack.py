"""The products API with its keys, on one stack that the apply role of the bootstrap made, with IAM enforced."""

import pytest

PRODUCT = {"name": "Print 10x13", "price": 0.15}


def test_a_product_is_created_read_and_replaced(api, unique_name):
    api("GET", unique_name).expect(404)
    api("PUT", unique_name, json=PRODUCT).expect(201)
    assert api("GET", unique_name).expect(200).json() == {"id": unique_name, **PRODUCT}
    api("PUT", unique_name, json={**PRODUCT, "price": 8}).expect(200)
    assert api("GET", unique_name).expect(200).json()["price"] == 8


@pytest.mark.parametrize("key", [None, "none-of-the-plan-0123456789"])
def test_without_a_key_of_the_plan_nothing_is_read_or_written(api, aws, stack, unique_name, key):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html."""
    assert api("GET", unique_name, key=key).expect(403).json()["message"] == "Forbidden"
    api("PUT", unique_name, key=key, json=PRODUCT).expect(403)
    found = aws("dynamodb").get_item(TableName=stack.table_name, Key={"id": {"S": unique_name}})
    assert "Item" not in found


def test_an_invalid_product_is_a_400_of_the_gateway_or_of_the_function(api, unique_name):
    api("PUT", unique_name, json={"name": "", "price": 1}).expect(400)
    message = api("PUT", "Not-An-Id", json=PRODUCT).expect(400).json()["message"]
    assert message.startswith("id in the path must be")


def test_a_plan_is_empty_after_the_deployment(stack, assert_converged):
    assert_converged("products")


def test_every_grant_is_used(api, unique_name, unused):
    api("PUT", unique_name, json=PRODUCT).expect(201)
    api("GET", unique_name).expect(200)
    assert unused() == set()
