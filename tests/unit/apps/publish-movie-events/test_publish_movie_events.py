import json
import logging
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError


def published(aws_account: Any) -> list[dict[str, Any]]:
    return [
        json.loads(message["Body"])
        | {"attributes": {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}}
        for message in aws_account.messages(aws_account.events)
    ]


def failed_numbers(response: Any) -> list[str]:
    return [failure["itemIdentifier"] for failure in response["batchItemFailures"]]


def test_creation_update_and_deletion_become_events_in_order(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any
) -> None:
    response = load_app("publish-movie-events").handler(event("dynamodb_stream"), lambda_context)
    assert response == {"batchItemFailures": []}
    created, updated, deleted = published(aws_account)
    traceparent = created["traceparent"]
    assert created == {
        "id": "7de3041dd709b024af6f29e4fa13d34c",
        "version": 1,
        "type": "MovieCreated",
        "revision": 1,
        "time": "2025-04-05T05:34:22+00:00",
        "correlationId": "trace-create",
        "traceparent": traceparent,
        "tracestate": "",
        "movie": {"id": "1", "title": "The Matrix", "rating": 8.7, "genres": ["Action", "Sci-Fi"]},
        "attributes": {"Type": "MovieCreated", "CorrelationId": "trace-create", "traceparent": traceparent},
    }
    assert (updated["type"], updated["movie"]["rating"], updated["correlationId"]) == (
        "MovieUpdated",
        9,
        "trace-update",
    )
    attributes = {"Type": "MovieDeleted", "CorrelationId": "trace-delete", "traceparent": deleted["traceparent"]}
    assert deleted["attributes"] == attributes
    assert deleted["movie"]["title"] == "The Matrix"
    assert [each["revision"] for each in (created, updated, deleted)] == [1, 2, 3]


def test_a_change_that_clients_cannot_see_is_not_published(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any
) -> None:
    noted = event("dynamodb_stream")["Records"][2]
    assert failed_numbers(load_app("publish-movie-events").handler({"Records": [noted]}, lambda_context)) == []
    assert published(aws_account) == []
    assert aws_account.messages(aws_account.dead_letters) == []


def test_an_item_without_a_correlation_id_gets_the_event_id(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any
) -> None:
    record = event("dynamodb_stream")["Records"][0]
    del record["dynamodb"]["NewImage"]["correlation_id"]
    load_app("publish-movie-events").handler({"Records": [record]}, lambda_context)
    assert published(aws_account)[0]["correlationId"] == record["eventID"]


@pytest.mark.parametrize("correlation_id", ["x" * 300_000, "x" * 129, "two words", "\uffff"])
def test_a_correlation_id_that_the_api_would_not_accept_is_replaced_by_the_event_id(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any, correlation_id: str
) -> None:
    record = event("dynamodb_stream")["Records"][0]
    record["dynamodb"]["NewImage"]["correlation_id"] = {"S": correlation_id}
    assert failed_numbers(load_app("publish-movie-events").handler({"Records": [record]}, lambda_context)) == []
    assert published(aws_account)[0]["correlationId"] == record["eventID"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"NewImage": {"id": {"S": "1"}}}, "malformed movie: title must have at least 1 character"),
        ({"NewImage": {"id": {"S": "1"}, "title": {"S": "x"}, "genres": {"L": []}}}, "rating must be a number"),
        ({"NewImage": "none"}, "malformed record"),
        ({"NewImage": None}, "the record has no image of the movie"),
        ({"ApproximateCreationDateTime": "noon"}, "malformed record"),
        ({"NewImage": {"id": "1"}}, "malformed record"),
        ({"NewImage": {"id": {"S": "1"}, "title": {"S": "\x00é" * 200}}}, "title must have at most 200"),
    ],
)
def test_a_malformed_record_goes_to_the_dead_letter_queue_and_the_others_are_published(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any, broken: dict[str, Any], reason: str
) -> None:
    records = event("dynamodb_stream")["Records"]
    records[0]["dynamodb"] |= broken
    assert failed_numbers(load_app("publish-movie-events").handler({"Records": records}, lambda_context)) == []
    (dead,) = aws_account.messages(aws_account.dead_letters)
    assert json.loads(dead["Body"]) == records[0]
    assert reason in dead["MessageAttributes"]["Reason"]["StringValue"]
    assert [event["type"] for event in published(aws_account)] == ["MovieUpdated", "MovieDeleted"]


def refuse(*_: Any, **__: Any) -> None:
    raise ClientError({"Error": {"Code": "InternalError", "Message": "a secret"}}, "Publish")


def test_a_record_that_is_too_large_for_the_queue_leaves_out_what_does_not_fit_and_says_so(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any
) -> None:
    record = event("dynamodb_stream")["Records"][1]
    record["dynamodb"]["NewImage"]["title"] = {"S": "x" * 390_000}
    assert failed_numbers(load_app("publish-movie-events").handler({"Records": [record]}, lambda_context)) == []
    (dead,) = aws_account.messages(aws_account.dead_letters)
    attributes = {name: value["StringValue"] for name, value in dead["MessageAttributes"].items()}
    assert "title must have at most 200" in attributes["Reason"]
    assert attributes["Incomplete"] == "NewImage.title (390009 bytes)"
    del record["dynamodb"]["NewImage"]["title"]
    assert json.loads(dead["Body"]) == record


def test_a_dead_letter_names_the_function_that_takes_it_again(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any
) -> None:
    app = load_app("publish-movie-events")
    records = event("dynamodb_stream")["Records"][:1]
    records[0]["dynamodb"]["NewImage"]["title"] = {"S": ""}
    app.handler({"Records": records}, lambda_context)
    (dead,) = aws_account.messages(aws_account.dead_letters)
    assert dead["MessageAttributes"]["RedriveTo"]["StringValue"] == lambda_context.invoked_function_arn


@pytest.mark.parametrize(
    ("error", "is_retried"),
    [
        (ClientError({"Error": {"Code": "AuthorizationError"}}, "Publish"), True),
        (ClientError({"Error": {"Code": "Throttled"}}, "Publish"), True),
        (ClientError({"Error": {"Code": "NotFound"}}, "Publish"), True),
        (ClientError({"Error": {"Code": "KMSThrottling"}}, "Publish"), True),
        (EndpointConnectionError(endpoint_url="http://sns"), True),
        (ClientError({"Error": {"Code": "InvalidParameter"}}, "Publish"), False),
        (RuntimeError("a fault in the code"), False),
    ],
)
def test_a_fault_of_the_target_is_retried_and_a_record_that_can_never_be_published_is_not(
    aws_account: Any,
    load_app: Any,
    event: Any,
    lambda_context: Any,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    *,
    is_retried: bool,
) -> None:
    app = load_app("publish-movie-events")
    records = event("dynamodb_stream")["Records"][:1]

    def fail(**_: Any) -> None:
        raise error

    monkeypatch.setattr(app._sns, "publish", fail)
    expected = ["100000000000000000001"] if is_retried else []
    assert failed_numbers(app.handler({"Records": records}, lambda_context)) == expected
    dead = aws_account.messages(aws_account.dead_letters)
    assert [json.loads(message["Body"]) for message in dead] == ([] if is_retried else records)


@pytest.mark.parametrize(("hours", "is_moved"), [(22, False), (23.5, True), (48, False)])
def test_a_record_moves_to_the_dead_letter_queue_before_the_stream_deletes_it(
    aws_account: Any,
    load_app: Any,
    event: Any,
    lambda_context: Any,
    monkeypatch: pytest.MonkeyPatch,
    hours: float,
    *,
    is_moved: bool,
) -> None:
    app = load_app("publish-movie-events")
    record = event("dynamodb_stream")["Records"][0]
    record["dynamodb"]["ApproximateCreationDateTime"] = time.time() - hours * 3600
    monkeypatch.setattr(app._sns, "publish", refuse)
    assert (failed_numbers(app.handler({"Records": [record]}, lambda_context)) == []) == is_moved
    dead = aws_account.messages(aws_account.dead_letters)
    assert [json.loads(message["Body"]) for message in dead] == ([record] if is_moved else [])


def test_a_failure_stops_the_batch_so_that_events_stay_in_order(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    app = load_app("publish-movie-events")
    publish = app._sns.publish

    def refuse_updates(**arguments: Any) -> Any:
        return refuse() if "MovieUpdated" in arguments["Message"] else publish(**arguments)

    monkeypatch.setattr(app._sns, "publish", refuse_updates)
    assert failed_numbers(app.handler(event("dynamodb_stream"), lambda_context))[0] == "100000000000000000002"
    assert [event["type"] for event in published(aws_account)] == ["MovieCreated"]
    assert [record.reason for record in caplog.records if record.levelname == "ERROR"] == ["Publish: InternalError"]
    assert "a secret" not in caplog.text


def test_a_record_is_retried_if_the_dead_letter_queue_fails(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any
) -> None:
    records = event("dynamodb_stream")["Records"]
    records[0]["dynamodb"]["NewImage"] = {}
    aws_account.sqs.delete_queue(QueueUrl=aws_account.dead_letters)
    response = load_app("publish-movie-events").handler({"Records": records}, lambda_context)
    assert failed_numbers(response)[0] == "100000000000000000001"


def test_a_record_without_enough_time_is_retried(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any
) -> None:
    lambda_context.seconds_left = 8
    response = load_app("publish-movie-events").handler(event("dynamodb_stream"), lambda_context)
    assert failed_numbers(response)[0] == "100000000000000000001"
    assert published(aws_account) == []


def test_an_event_is_logged_with_its_correlation_id_and_without_the_movie(
    aws_account: Any, load_app: Any, event: Any, lambda_context: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    load_app("publish-movie-events").handler(event("dynamodb_stream"), lambda_context)
    lines = [record for record in caplog.records if record.message == "event published"]
    assert [line.correlationId for line in lines] == ["trace-create", "trace-update", "trace-delete"]
    assert "Matrix" not in str([vars(record) for record in caplog.records])
