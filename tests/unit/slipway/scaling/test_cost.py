"""`slipway cost`: what is counted, and the price table."""

import pytest

from slipway.errors import SlipwayError
from slipway.local.invocations import Recorded
from slipway.scaling import cost
from slipway.scaling.cost import Usage

ARN = "arn:aws:lambda:eu-central-1:123456789012:function:dev-a:live"
ITEM = {"id": {"S": "1"}}
LARGE = {"text": {"S": "x" * 1500}}


def usage(event=None, calls=(), **values):
    recorded = [{"operation": operation, "input": given} for operation, given in calls]
    invocation = Recorded(ARN, "1", "r", 0, event or {}, recorded, None, False)
    defaults = {"billed": 100, "memory": 512, "architecture": "arm64", "log_bytes": 2000}
    return Usage(invocation, **defaults | values)


def used(*calls, event=None):
    found = cost.quantities([usage(event, calls)])
    return {
        name: amount for name, amount in found.items() if name not in ("invocation", "gb_second_arm64", "log_gigabyte")
    }


def test_an_invocation_is_charged_by_its_memory_its_time_and_its_log():
    found = cost.quantities([usage(), usage(architecture="x86_64", memory=1024, billed=50)])

    assert found == pytest.approx(
        {"invocation": 2, "gb_second_arm64": 0.05, "gb_second_x86_64": 0.05, "log_gigabyte": 4e-6}
    )


@pytest.mark.parametrize(
    ("event", "found"),
    [
        ({"requestContext": {"apiId": "a", "stage": "live"}}, {"rest_api_request": 1}),
        ({"requestContext": {"apiId": "a", "http": {}}}, {"http_api_request": 1}),
        (
            {"Records": [{"eventSource": "aws:sqs", "body": "a"}, {"eventSource": "aws:sqs", "body": "b"}]},
            {"queue_request": 4},
        ),
        ({"Records": [{"eventSource": "aws:sqs", "body": "a" * 70_000}]}, {"queue_request": 4}),
        ({"Records": [{"eventSource": "aws:dynamodb"}]}, {}),
        ({"Records": "text"}, {}),
        ("text", {}),
    ],
)
def test_the_delivery_of_an_event_is_charged(event, found):
    assert used(event=event) == found


@pytest.mark.parametrize(
    ("operation", "values", "found"),
    [
        ("dynamodb:PutItem", {"Item": ITEM}, {"write_unit": 1}),
        ("dynamodb:PutItem", {"Item": LARGE}, {"write_unit": 2}),
        ("dynamodb:UpdateItem", {"Key": ITEM}, {"write_unit": 1}),
        (
            "dynamodb:TransactWriteItems",
            {"TransactItems": [{"Put": {"Item": LARGE}}, {"Delete": {"Key": ITEM}}]},
            {"write_unit": 6},
        ),
        (
            "dynamodb:BatchWriteItem",
            {"RequestItems": {"t": [{"PutRequest": {"Item": ITEM}}, {"DeleteRequest": {"Key": ITEM}}]}},
            {"write_unit": 2},
        ),
        ("dynamodb:GetItem", {"Key": ITEM}, {"read_unit": 1}),
        ("dynamodb:TransactGetItems", {"TransactItems": [{}, {}]}, {"read_unit": 4}),
        ("dynamodb:DescribeTable", {}, {}),
        ("sns:Publish", {"Message": "a" * 70_000}, {"publish": 2}),
        ("sns:PublishBatch", {"PublishBatchRequestEntries": [{"Message": "a"}, {"Message": "b"}]}, {"publish": 2}),
        ("sqs:SendMessageBatch", {"Entries": [{"MessageBody": "a"}, {"MessageBody": "b"}]}, {"queue_request": 1}),
        ("sqs:DeleteMessage", {}, {"queue_request": 1}),
        ("ses:SendEmail", {"Destination": {"ToAddresses": ["a", "b"], "CcAddresses": ["c"]}}, {"recipient": 3}),
        ("ses:SendRawEmail", {}, {"recipient": 1}),
        ("ses:GetSendQuota", {}, {}),
        ("s3:GetObject", {}, {}),
    ],
)
def test_a_call_is_charged(operation, values, found):
    assert used((operation, values)) == found


def test_quantities_are_multiplied_by_their_prices():
    prices = cost.read_prices(cost.PRICES)

    assert cost.rows({"recipient": 3, "write_unit": 2}, prices) == [
        ("SES: recipients", 3, pytest.approx(0.0003)),
        ("DynamoDB: write units", 2, pytest.approx(0.00000125)),
    ]
    assert len(prices.date) == len("2026-11-29")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("publish = ", "published = "), "publish in [prices] must be a number of US dollars, not None"),
        (("publish = 0.50e-6", "publish = -1"), "publish in [prices] must be a number of US dollars, not -1"),
        (("publish = 0.50e-6", "publish = true"), "publish in [prices] must be a number of US dollars, not True"),
        (("publish = ", "fax = 1\npublish = "), "unknown price 'fax'; there are rest_api_request, "),
        (("[prices]", "[price]"), "rest_api_request in [prices] must be a number of US dollars, not None"),
        (("[prices]", "prices"), "is not TOML: "),
    ],
)
def test_a_wrong_price_table_is_an_error_of_one_line(tmp_path, change, message):
    file = tmp_path / "prices.toml"
    file.write_text(cost.PRICES.read_text().replace(*change))

    with pytest.raises(SlipwayError) as error:
        cost.read_prices(file)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
