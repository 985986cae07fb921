import sys
from typing import Any

import pytest

PRODUCT = {"id": {"S": "print-10x13"}, "name": {"S": "Print 10x13"}, "price": {"N": "0.15"}}


@pytest.mark.parametrize(("stored", "price"), [("0.15", 0.15), ("8", 8), ("1000000", 1000000), (None, None)])
def test_a_product_is_returned_with_its_price_as_it_was_sent(
    aws_account: Any, call_products: Any, stored: str | None, price: float | None
) -> None:
    item = PRODUCT | ({"price": {"N": stored}} if stored else {})
    aws_account.dynamodb.put_item(TableName="products", Item=item if stored else {"id": PRODUCT["id"]})
    response = call_products("get-product", "print-10x13")
    name = "Print 10x13" if stored else ""
    assert (response["statusCode"], response["json"]) == (200, {"id": "print-10x13", "name": name, "price": price})
    assert type(response["json"]["price"]) is type(price)


@pytest.mark.parametrize("product_id", ["none", "-", "caf%C3%A9"])
def test_a_product_that_does_not_exist_is_a_404(call_products: Any, product_id: str) -> None:
    response = call_products("get-product", product_id)
    assert response["statusCode"] == 404
    assert response["json"].keys() == {"message", "requestId"}


@pytest.mark.parametrize("priming", ["call", "request"])
def test_a_priming_reads_no_product_and_leaves_no_connection(
    call_products: Any, load_snapshot: Any, priming: str
) -> None:
    app, runtime = load_snapshot("get-product", priming)
    calls: list[str] = []
    send = app.dynamodb._transport.send

    def note(request: Any) -> Any:
        calls.append(request.body.decode())
        return send(request)

    app.dynamodb._transport.send = note
    runtime.take_snapshot()
    assert ['{"S": "-"}' in body for body in calls] == [True]
    assert app.dynamodb._transport._idle == {}
    runtime.restore()
    assert call_products(app, "print-10x13")["statusCode"] == 404


def test_without_snap_start_the_runtimes_library_is_not_imported(load_app: Any) -> None:
    load_app("get-product")
    assert "snapshot_restore_py" not in sys.modules
