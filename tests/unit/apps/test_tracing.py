"""One trace from the API through the stream, the topic and the queue to the mail."""

import copy
import json
import logging
from typing import Any

import pytest

HEADERS = {
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
    "b3": "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
    "uber-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736:f067aa0ba902b7:0:0",
}
HEAT = {"title": "Heat", "rating": 8.3, "genres": ["Crime"]}


@pytest.fixture
def spans(caplog: pytest.LogCaptureFixture) -> Any:
    """``spans()`` returns the spans that were logged since the last call."""
    caplog.set_level(logging.INFO)

    def read() -> list[Any]:
        found = [vars(record) for record in caplog.records if "spanId" in vars(record)]
        caplog.clear()
        return found

    return read


def change(call: Any, app: str, **arguments: Any) -> Any:
    response = call(app, **arguments)
    assert response["statusCode"] < 300
    return response["json"]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("app", ["create-movie", "update-movie", "delete-movie"])
def test_a_change_has_one_trace_from_the_client_to_the_mail(
    aws_account: Any, call: Any, load_app: Any, event: Any, lambda_context: Any, spans: Any, app: str, header: str
) -> None:
    headers = {header: HEADERS[header], "tracestate": "congo=1"}
    movie_id = None if app == "create-movie" else aws_account.put_movie()["id"]["S"]
    body = None if app == "delete-movie" else HEAT
    module = loaded_to_keep_the_deleted(aws_account, load_app, app)
    created = change(call, module or app, movie_id=movie_id, body=body, headers=headers)
    image = aws_account.movie(movie_id or created["id"]) or aws_account.last_image
    (request,) = spans()
    name = "OldImage" if app == "delete-movie" else "NewImage"
    record = copy.deepcopy(event("dynamodb_stream")["Records"][0])
    record["dynamodb"].pop("NewImage")
    record["dynamodb"][name] = image

    load_app("publish-movie-events").handler({"Records": [record]}, lambda_context)
    (publish,) = spans()
    (message,) = aws_account.messages(aws_account.events)
    delivered = copy.deepcopy(event("sqs")["Records"][0]) | {"body": message["Body"]}
    load_app("email-notification").handler({"Records": [delivered]}, lambda_context)
    (mail,) = spans()

    chain = [request, publish, mail]
    assert {span["traceId"] for span in chain} == {"4bf92f3577b34da6a3ce929d0e0e4736"}
    assert [span["parentSpanId"] for span in chain] == ["00f067aa0ba902b7", request["spanId"], publish["spanId"]]
    traceparent = f"00-{mail['traceId']}-{publish['spanId']}-00"
    attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert attributes["traceparent"] == traceparent
    tracestate = "congo=1" if header == "traceparent" else ""  # it counts only beside W3C's header
    assert attributes.get("tracestate", "") == json.loads(message["Body"])["tracestate"] == tracestate


def loaded_to_keep_the_deleted(aws_account: Any, load_app: Any, app: str) -> Any:
    """Have the account keep the item that is deleted; the stream record of a deletion contains it."""
    if app != "delete-movie":
        return None
    module = load_app(app)
    delete = module.dynamodb.delete_item

    def keep(**arguments: Any) -> Any:
        aws_account.last_image = aws_account.movie()
        return delete(**arguments)

    module.dynamodb.delete_item = keep
    return module


@pytest.mark.parametrize(
    "trace",
    [
        *({"traceparent": each} for each in ["", "invalid", 1, None]),
        {"traceparent": HEADERS["traceparent"][:-1], "tracestate": "congo=1"},
        {"traceparent": None, "tracestate": ["congo=1"]},
    ],
)
def test_an_event_without_a_valid_trace_is_mailed_in_a_new_one(
    load_app: Any, event: Any, lambda_context: Any, spans: Any, trace: dict[str, object]
) -> None:
    record = copy.deepcopy(event("sqs")["Records"][0])
    record["body"] = json.dumps(json.loads(record["body"]) | trace)
    response = load_app("email-notification").handler({"Records": [record]}, lambda_context)
    assert response == {"batchItemFailures": []}
    (span,) = spans()
    assert (span["span"], span["message"], span["status"]) == ("mail MovieCreated", "mail sent", "OK")
    assert "parentSpanId" not in span
