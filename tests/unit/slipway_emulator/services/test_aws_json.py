import json
import re
from datetime import UTC, datetime

import pytest

from slipway_emulator.services import aws_json
from slipway_emulator.services.aws_json import ServiceError

TARGET = "CodePipeline_20150709."


def _respond(operation, body, function=None):
    operations = {operation: function} if function else {}
    status, headers, text = aws_json.respond("codepipeline", operations, TARGET + operation, body)
    assert headers == {"Content-Type": "application/x-amz-json-1.1"}
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
        (b"{}", "ValidationException", "Missing required parameter"),
        (b'{"name": 1}', "ValidationException", "Invalid type for parameter name"),
        (b'{"name": "a b"}', "ValidationException", "'name' failed to satisfy constraint: Member must satisfy regular"),
        (b'{"name": ""}', "ValidationException", "valid min length: 1"),
        (b'{"name": "' + b"a" * 101 + b'"}', "ValidationException", "length less than or equal to 100"),
        (b'{"name": "a", "version": 0}', "ValidationException", "version"),
    ],
)
def test_invalid_input_is_rejected_before_the_operation_runs(body, code, words):
    status, error = _respond("GetPipeline", body, pytest.fail)
    assert (status, error["__type"]) == (400, code)
    assert words in error["message"]


def test_an_invalid_enum_value_is_rejected_with_the_list_of_values():
    body = json.dumps({"pipelineName": "a", "stageName": "b", "transitionType": "Sideways", "reason": "c"}).encode()
    assert "enum value set: [Inbound, Outbound]" in _respond("DisableStageTransition", body, pytest.fail)[1]["message"]


@pytest.mark.parametrize(
    ("tag", "is_valid"), [("Straße 1", True), ("名前", True), ("a/b:c=d+e@f._-", True), ("a!", False), ("a\n", False)]
)
def test_a_pattern_with_classes_of_unicode_is_enforced(tag, is_valid):
    project = {
        "name": "ab",
        "source": {"type": "S3"},
        "artifacts": {"type": "S3"},
        "environment": {"type": "LINUX_CONTAINER", "image": "a", "computeType": "BUILD_GENERAL1_SMALL"},
        "serviceRole": "a",
        "tags": [{"key": tag, "value": ""}],
    }

    response = aws_json.rejection("codebuild", "CodeBuild_20161006.CreateProject", json.dumps(project).encode())

    assert (response is None) is is_valid


def test_every_pattern_of_the_models_is_one_of_python_too():
    for service in ("codebuild", "codepipeline", "codeconnections"):
        model = aws_json.model(service)
        for pattern in filter(None, (model.shape_for(name).metadata.get("pattern") for name in model.shape_names)):
            re.compile(aws_json._python_pattern(pattern))


def test_a_valid_request_and_an_unknown_operation_are_not_rejected():
    assert aws_json.rejection("codebuild", "CodeBuild_20161006.ListProjects", b"") is None
    assert aws_json.rejection("codebuild", "CodeBuild_20161006.Nothing", b"{") is None


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
