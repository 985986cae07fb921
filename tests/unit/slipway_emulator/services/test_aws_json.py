import json
from datetime import UTC, datetime

import pytest

from slipway_emulator.services import aws_json
from slipway_emulator.services.aws_json import ServiceError

TARGET = "CodePipeline_20150709."


def _answer(operation, body, run=None):
    operations = {operation: run} if run else {}
    status, headers, text = aws_json.answer("codepipeline", operations, TARGET + operation, body)
    assert headers == {"Content-Type": "application/x-amz-json-1.1"}
    return status, json.loads(text)


def test_an_answer_has_what_its_shape_has_and_times_in_seconds():
    created = datetime(2026, 1, 1, tzinfo=UTC)
    metadata = {"created": created, "pipelineArn": None, "secret": "x"}
    status, body = _answer("GetPipeline", b'{"name": "a"}', lambda _: {"metadata": metadata, "other": 1})
    assert (status, body) == (200, {"metadata": {"created": created.timestamp()}})


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b"{", "SerializationException", "not JSON"),
        (b"[]", "SerializationException", "not a JSON object"),
        (b"{}", "ValidationException", "Missing required parameter"),
        (b'{"name": 1}', "ValidationException", "Invalid type for parameter name"),
        (b'{"name": "a b"}', "ValidationException", "'name' failed to satisfy constraint: Member must satisfy regular"),
        (b'{"name": ""}', "ValidationException", "valid min length: 1"),
        (b'{"name": "' + b"a" * 101 + b'"}', "ValidationException", "length less than or equal to 100"),
        (b'{"name": "a", "version": 0}', "ValidationException", "version"),
    ],
)
def test_input_that_the_model_doesn_t_take_is_refused_before_the_operation_runs(body, code, words):
    status, found = _answer("GetPipeline", body, pytest.fail)
    assert (status, found["__type"]) == (400, code)
    assert words in found["message"]


def test_an_enum_s_values_are_listed():
    body = json.dumps({"pipelineName": "a", "stageName": "b", "transitionType": "Sideways", "reason": "c"}).encode()
    assert "enum value set: [Inbound, Outbound]" in _answer("DisableStageTransition", body, pytest.fail)[1]["message"]


def test_an_operation_that_isn_t_run_is_refused_by_its_name():
    assert _answer("RollbackStage", b"{}") == (
        400,
        {"__type": "ValidationException", "message": "The local AWS doesn't run RollbackStage of codepipeline."},
    )
    assert _answer("Nothing", b"{}")[1]["__type"] == "UnknownOperationException"


def test_an_error_of_the_service_has_its_name_and_a_fault_of_ours_is_no_success():
    def refuse(_):
        raise ServiceError("PipelineNotFoundException", "no")

    assert _answer("GetPipeline", b'{"name": "a"}', refuse)[1]["__type"] == "PipelineNotFoundException"
    status, body = _answer("GetPipeline", b'{"name": "a"}', lambda _: 1 / 0)
    assert (status, body["__type"]) == (500, "InternalFailure")


def test_pages_follow_each_other_to_the_end():
    items = list(range(5))
    first, token = aws_json.page(items, {"maxResults": 3}, 100)
    assert (first, aws_json.page(items, {"maxResults": 3, "nextToken": token}, 100)) == ([0, 1, 2], ([3, 4], None))
    with pytest.raises(ServiceError, match="not one that this operation gave"):
        aws_json.page(items, {"nextToken": "x"}, 100)
