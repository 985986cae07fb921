import io
import json
import logging
import time
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError


def failures(response: Any) -> list[int]:
    return [int(failure["itemIdentifier"]) for failure in response["batchItemFailures"]]


def test_a_completed_version_is_written_to_the_document_of_its_type(
    app: Any, metadata: Any, record: Any, lambda_context: Any
) -> None:
    assert app.handler({"Records": [record(7)]}, lambda_context) == {"batchItemFailures": []}
    assert metadata.keys() == ["search.zip"]
    assert metadata.document("search") == {
        "schema_version": 1,
        "type": "search",
        "versions": [
            {
                "algorithm": "bm25",
                "version": "1.4.0",
                "title": "BM25",
                "description": "Ranks by words",
                "completed_at": "2025-04-05T05:34:29+00:00",
                "sequence_number": "7",
            }
        ],
    }


def test_a_batch_is_one_write_for_each_type(app: Any, metadata: Any, record: Any, lambda_context: Any) -> None:
    records = [
        record(1),
        record(2, version="1.10.0"),
        record(3, version="1.9.0"),
        record(4, algorithm="als", version="2"),
    ]
    records.append(record(5, type="similarity", algorithm="cosine"))
    app.handler({"Records": records}, lambda_context)
    assert metadata.writes() == 2
    versions = [(each["algorithm"], each["version"]) for each in metadata.document("search")["versions"]]
    assert versions == [("als", "2"), ("bm25", "1.4.0"), ("bm25", "1.9.0"), ("bm25", "1.10.0")]


def test_a_record_that_arrives_twice_or_late_writes_nothing(
    app: Any, metadata: Any, record: Any, lambda_context: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    app.handler({"Records": [record(13, title="new")]}, lambda_context)
    for late in (record(13, title="new"), record(9, title="old")):
        assert app.handler({"Records": [late]}, lambda_context) == {"batchItemFailures": []}
    assert metadata.writes() == 1
    assert metadata.document("search")["versions"][0]["title"] == "new"
    assert [line.message for line in caplog.records if getattr(line, "span", "") == "write"] == [
        "metadata written",
        "metadata unchanged",
        "metadata unchanged",
    ]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"type": "sorting"}, "the type 'sorting' is none of recommendation, search, similarity"),
        ({"type": "../search"}, "the type '../search' is none of"),
        ({"type": None}, "type is missing"),
        ({"title": None}, "title is missing"),
        ({"description": ""}, "description is missing"),
        ({"algorithm": " "}, "algorithm is missing, blank or not a string"),
        ({"phase": "PACKAGE_TESTS_RUNNING"}, "the phase is 'PACKAGE_TESTS_RUNNING'"),
    ],
)
def test_an_invalid_item_goes_to_the_dead_letter_queue_with_its_reason_and_the_others_are_written(
    app: Any,
    aws_account: Any,
    metadata: Any,
    record: Any,
    lambda_context: Any,
    caplog: Any,
    broken: dict[str, Any],
    reason: str,
) -> None:
    records = [record(1, version="1"), record(2, version="2", **broken), record(3, version="3")]
    assert failures(app.handler({"Records": records}, lambda_context)) == []
    (dead,) = aws_account.messages(aws_account.dead_letters)
    assert json.loads(dead["Body"]) == records[1]
    assert reason in dead["MessageAttributes"]["Reason"]["StringValue"]
    assert [each["version"] for each in metadata.document("search")["versions"]] == ["1", "3"]
    (line,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert reason in line.reason
    assert int(line.sequenceNumber) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"NewImage": None},
        {"NewImage": {"phase": "x"}},
        {"NewImage": {"phase": {"N": 1}}},
        {"ApproximateCreationDateTime": "noon"},
        {"ApproximateCreationDateTime": 1e300},
    ],
)
def test_a_malformed_record_goes_to_the_dead_letter_queue(
    app: Any, aws_account: Any, metadata: Any, record: Any, lambda_context: Any, change: dict[str, Any]
) -> None:
    records = [record(1), record(2, version="2")]
    records[0]["dynamodb"] |= change
    assert failures(app.handler({"Records": records}, lambda_context)) == []
    assert [json.loads(dead["Body"]) for dead in aws_account.messages(aws_account.dead_letters)] == records[:1]
    assert [each["version"] for each in metadata.document("search")["versions"]] == ["2"]


def test_a_type_that_cannot_be_written_is_retried_and_the_others_are_written(
    app: Any,
    aws_account: Any,
    metadata: Any,
    record: Any,
    lambda_context: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: Any,
) -> None:
    import metadata_object

    put = metadata_object._s3.put_object

    def refuse_search(**arguments: Any) -> Any:
        if arguments["Key"] == "search.zip":
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "a secret"}}, "PutObject")
        return put(**arguments)

    monkeypatch.setattr(metadata_object._s3, "put_object", refuse_search)
    records = [record(9), record(10, type="similarity"), record(11, version="2")]
    assert failures(app.handler({"Records": records}, lambda_context)) == [9]
    assert metadata.keys() == ["similarity.zip"]
    assert aws_account.messages(aws_account.dead_letters) == []
    assert "PutObject: AccessDenied" in [getattr(line, "reason", None) for line in caplog.records]
    assert "a secret" not in caplog.text


def changed_zip(find: bytes, offset: int, value: int) -> bytes:
    """Return a zip with a changed byte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("search.json", "text " * 9)
    content = bytearray(buffer.getvalue())
    content[content.index(find) + offset] = value
    return bytes(content)


@pytest.mark.parametrize(
    "body",
    [
        b"not a zip",
        b"",
        pytest.param(changed_zip(b"search.json", len("search.json"), 0xFF), id="damaged"),
        pytest.param(changed_zip(b"PK\1\2", 10, 99), id="unknown compression"),
        pytest.param("other.json", id="no document"),
        pytest.param('{"schema_version": 2, "type": "search", "versions": []}', id="newer schema"),
        pytest.param('{"schema_version": 1, "type": "similarity", "versions": []}', id="of another type"),
        pytest.param('{"schema_version": 1, "type": "search", "versions": [{}]}', id="without its fields"),
    ],
)
def test_an_object_that_this_function_did_not_write_is_not_overwritten(
    app: Any, metadata: Any, record: Any, lambda_context: Any, body: Any
) -> None:
    from runtime.archives import make_zip

    if isinstance(body, str):
        body = make_zip({"other.json" if body == "other.json" else "search.json": body.encode()})
    metadata.s3.put_object(Bucket="metadata", Key="search.zip", Body=body)
    assert failures(app.handler({"Records": [record(1)]}, lambda_context)) == [1]
    assert metadata.content("search") == body


def test_records_without_enough_time_are_retried(app: Any, metadata: Any, record: Any, lambda_context: Any) -> None:
    lambda_context.seconds_left = 15
    assert failures(app.handler({"Records": [record(1)]}, lambda_context)) == [1]
    assert metadata.keys() == []


def test_only_the_versions_that_the_stream_is_about_to_delete_go_to_the_dead_letter_queue(
    app: Any, aws_account: Any, metadata: Any, record: Any, lambda_context: Any
) -> None:
    metadata.s3.put_object(Bucket="metadata", Key="search.zip", Body=b"not a zip")
    records = [record(1), record(2, version="2")]
    for hours, each in zip((23.5, 1), records, strict=True):
        each["dynamodb"]["ApproximateCreationDateTime"] = time.time() - hours * 3600
    assert failures(app.handler({"Records": records}, lambda_context)) == [2]
    assert [json.loads(dead["Body"]) for dead in aws_account.messages(aws_account.dead_letters)] == records[:1]


@pytest.mark.parametrize("broken", [{"type": "sorting"}, {"title": None}])
def test_a_bad_record_behind_one_that_is_retried_goes_to_the_dead_letter_queue_once(
    app: Any, aws_account: Any, metadata: Any, record: Any, lambda_context: Any, broken: dict[str, Any]
) -> None:
    metadata.s3.put_object(Bucket="metadata", Key="search.zip", Body=b"not a zip")
    records = [record(1), record(2, **broken), record(3, type="similarity")]
    for _ in range(3):
        assert failures(app.handler({"Records": records}, lambda_context)) == [1]
    metadata.s3.delete_object(Bucket="metadata", Key="search.zip")
    assert failures(app.handler({"Records": records}, lambda_context)) == []
    (dead,) = aws_account.messages(aws_account.dead_letters)
    assert json.loads(dead["Body"]) == records[1]
    assert [each["version"] for each in metadata.document("similarity")["versions"]] == ["1.4.0"]


def test_a_bad_record_before_one_that_is_retried_is_not_delivered_again(
    app: Any, aws_account: Any, metadata: Any, record: Any, lambda_context: Any
) -> None:
    metadata.s3.put_object(Bucket="metadata", Key="search.zip", Body=b"not a zip")
    records = [record(1, type="sorting"), record(2)]
    assert failures(app.handler({"Records": records}, lambda_context)) == [2]
    assert [json.loads(dead["Body"]) for dead in aws_account.messages(aws_account.dead_letters)] == records[:1]


def test_a_bad_record_is_retried_while_the_dead_letter_queue_is_unavailable(
    app: Any, aws_account: Any, metadata: Any, record: Any, lambda_context: Any
) -> None:
    records = [record(1, type="sorting"), record(2, title=None), record(3)]
    aws_account.sqs.delete_queue(QueueUrl=aws_account.dead_letters)
    assert failures(app.handler({"Records": records}, lambda_context)) == [1]
    assert metadata.keys() == ["search.zip"]


def test_a_bad_record_without_enough_time_is_retried(
    app: Any, aws_account: Any, metadata: Any, record: Any, lambda_context: Any
) -> None:
    lambda_context.seconds_left = 5
    assert failures(app.handler({"Records": [record(1, type="sorting")]}, lambda_context)) == [1]
    assert aws_account.messages(aws_account.dead_letters) == []
