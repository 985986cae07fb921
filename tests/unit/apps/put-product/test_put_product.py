from typing import Any

import pytest

PRODUCT = {"name": "Print 10x13", "price": 0.15}


@pytest.fixture
def put(call_products: Any) -> Any:
    def put(body: Any = PRODUCT, product_id: str = "print-10x13", app: Any = "put-product") -> Any:
        return call_products(app, product_id, body, httpMethod="PUT")

    return put


def test_a_product_is_created_and_then_replaced(aws_account: Any, put: Any) -> None:
    assert [put()["statusCode"] for _ in range(2)] == [201, 200]
    response = put({"name": "Print 20x26", "price": 9.5})
    assert (response["statusCode"], response["json"]) == (
        200,
        {"id": "print-10x13", "name": "Print 20x26", "price": 9.5},
    )
    assert aws_account.items("products") == [
        {"id": {"S": "print-10x13"}, "name": {"S": "Print 20x26"}, "price": {"N": "9.5"}}
    ]


@pytest.mark.parametrize("product_id", ["-", "-a", "Print", "a" * 65, "a%2Fb", "a_b", "%20"])
def test_an_id_that_no_product_can_have_is_a_400(aws_account: Any, put: Any, product_id: str) -> None:
    assert put(product_id=product_id)["statusCode"] == 400
    assert aws_account.items("products") == []


@pytest.mark.parametrize(
    "body",
    [
        *("", "{", [], {}),
        *({**PRODUCT, "name": name} for name in ("", " ", "a\u0000", "a" * 201, 1)),
        *({**PRODUCT, "price": price} for price in (-0.01, 1000001, "1", None, True)),
        {**PRODUCT, "id": "print-10x13"},
    ],
    ids=str,
)
def test_an_invalid_product_is_a_400(aws_account: Any, put: Any, body: Any) -> None:
    assert put(body)["statusCode"] == 400
    assert aws_account.items("products") == []


@pytest.mark.parametrize("priming", ["call", "request"])
@pytest.mark.parametrize("stored", [[], [{"id": {"S": "-"}, "name": {"S": "kept"}}]])
def test_a_priming_changes_no_item(
    aws_account: Any, put: Any, load_snapshot: Any, priming: str, stored: list[Any]
) -> None:
    """Not even one that has the id that no product can have."""
    for item in stored:
        aws_account.dynamodb.put_item(TableName="products", Item=item)
    app, runtime = load_snapshot("put-product", priming)
    runtime.take_snapshot()
    runtime.restore()
    assert aws_account.items("products") == stored
    assert put(app=app)["statusCode"] == 201
