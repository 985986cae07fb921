import json
from datetime import UTC, datetime

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services import aws_json

TARGET = "CodePipeline_20150709."


def _respond(operation, body, function=None):
    operations = {operation: function} if function else {}
    status, headers, text = aws_json.respond("codepipeline", operations, TARGET + operation, body)
    assert headers["Content-Type"] == "application/x-amz-json-1.1"
    return status, json.loads(text)


def test_output_has_only_members_of_the_shape_and_times_in_seconds():
    created = datetime(2026, 1, 1, tzinfo=UTC)
    metadata = {"created": created, "pipelineArn": None, "secret": "x"}
    status, body = _respond("GetPipeline", b'{"name": "a"}', lambda _: {"metadata": metadata, "other": 1})
    assert (status, body) == (200, {"metadata": {"created": created.timestamp()}})


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b"{", "SerializationException", "not JSON"),
        (b"[]", "SerializationException", "not a JSON object"),
        (b'{"name": 1}', "SerializationException", "NUMBER_VALUE can not be converted to a String"),
        (b"[" * 200_000 + b"]" * 200_000, "SerializationException", "nesting depth"),
    ],
)
def test_input_of_another_type_is_rejected_before_the_operation_runs(body, code, words):
    status, error = _respond("GetPipeline", body, pytest.fail)
    assert (status, error["__type"]) == (400, code)
    assert words in error["message"]


def test_an_unsupported_operation_is_rejected_by_name():
    assert _respond("RollbackStage", b"{}") == (
        400,
        {"__type": "ValidationException", "message": "The local AWS doesn't support RollbackStage of codepipeline."},
    )
    assert _respond("Nothing", b"{}")[1]["__type"] == "UnknownOperationException"


def test_a_service_error_is_returned_by_its_name():
    def fail(_):
        raise ServiceError("PipelineNotFoundException", "no")

    assert _respond("GetPipeline", b'{"name": "a"}', fail)[1]["__type"] == "PipelineNotFoundException"


def test_an_unexpected_exception_is_an_internal_failure():
    status, body = _respond("GetPipeline", b'{"name": "a"}', lambda _: 1 / 0)
    assert (status, body["__type"]) == (500, "InternalFailure")


def test_a_token_leads_to_the_next_page_until_the_end_of_the_list():
    items = list(range(5))
    first, token = aws_json.page(items, {"maxResults": 3}, 100)
    assert (first, aws_json.page(items, {"maxResults": 3, "nextToken": token}, 100)) == ([0, 1, 2], ([3, 4], None))
    with pytest.raises(ServiceError, match="was not returned by this operation"):
        aws_json.page(items, {"nextToken": "x"}, 100)
