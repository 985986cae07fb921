import datetime
import json

import pytest

from slipway.errors import SlipwayError
from slipway.harness.recordings import Recordings, stable

ID, OTHER = "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
TEXTS = {"123456789012": "<account>", "eu-central-1": "<region>"}
RESPONSE = {
    "Arn": "arn:aws:sqs:eu-central-1:123456789012:t3f9a01bc-jobs",
    "Ids": [ID, OTHER, ID],
    "Created": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
    "Body": b'{"time": "2026-01-02T03:04:05.678Z", "api": "a1b2c3"}',
    "Tags": {"b", "a"},
    "Count": 3,
    "Empty": None,
    "ResponseMetadata": {"HTTPStatusCode": 200, "RequestId": ID, "HTTPHeaders": {"date": "today"}},
}
RECORDED = {
    "Arn": "arn:aws:sqs:<region>:<account>:<name>-jobs",
    "Ids": ["<uuid:1>", "<uuid:2>", "<uuid:1>"],
    "Created": "<time>",
    "Body": '{"time": "<time>", "api": "<api>"}',
    "Tags": ["a", "b"],
    "Count": 3,
    "Empty": None,
    "ResponseMetadata": {"HTTPStatusCode": 200},
}


@pytest.fixture
def recordings(tmp_path):
    """``recordings(is_recording)`` returns those of a test."""

    def make(is_recording, test="test_a"):
        return Recordings(tmp_path / "test_queues.py", test, is_recording=is_recording, texts=lambda: TEXTS)

    return make


def test_what_differs_in_each_run_is_replaced():
    assert stable(RESPONSE, {**TEXTS, "a1b2c3": "<api>"}) == RECORDED


def test_the_longest_text_is_replaced_first():
    assert stable("abc ab", {"ab": "<short>", "abc": "<long>"}) == "<long> <short>"


def test_a_response_is_recorded_and_compared(recordings, tmp_path):
    for test in "test_a", "test_b":
        recordings(True, test)("first", RESPONSE, api="a1b2c3")
    recordings(True)("second", {})
    written = json.loads((tmp_path / "recordings/test_queues.json").read_text())
    assert written == {"test_a": {"first": RECORDED, "second": {}}, "test_b": {"first": RECORDED}}
    again = {**RESPONSE, "Ids": [OTHER, ID, OTHER], "Arn": RESPONSE["Arn"].replace("t3f9a01bc", "t00000000")}
    recordings(False)("first", again, api="a1b2c3")


def test_every_difference_is_named(recordings):
    recordings(True)("first", {"a": [{"b": 1}], "c": "x", "d": [1]})
    with pytest.raises(AssertionError) as failed:
        recordings(False)("first", {"a": [{"b": 2}], "d": [], "e": 5})
    assert str(failed.value).splitlines() == [
        '"first" differs from what AWS responded:',
        "  /a/0/b: AWS 1, here 2",
        '  /c: AWS "x", here nothing',
        "  /d: AWS [1], here []",
        "  /e: AWS nothing, here 5",
    ]


def test_a_response_that_was_not_recorded_is_an_error(recordings):
    with pytest.raises(SlipwayError, match='test_a has no recording "first": run it with --aws --record'):
        recordings(False)("first", {})


def test_a_file_with_conflicts_is_an_error_of_one_line(recordings, tmp_path):
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings/test_queues.json").write_text("<<<<<<< HEAD\n{}\n")
    for is_recording in (False, True):
        with pytest.raises(SlipwayError, match="is damaged: restore it from git, or delete it and run its tests with"):
            recordings(is_recording)("queue", RESPONSE)
