"""The recorded invocations of functions."""

import json

from slipway.local import invocations

RECORD = {
    "arn": "arn:aws:lambda:eu-central-1:123456789012:function:dev-list-movies:live",
    "version": "2",
    "time": 1790000000000,
    "event": {"text": "a\u2028b"},
    "calls": [],
    "response": None,
    "failed": False,
}


def lines(*requests):
    return "".join(f"{json.dumps({**RECORD, 'request': each}, ensure_ascii=False)}\n" for each in requests)


def test_the_newest_is_first_and_a_line_that_is_being_written_is_left_out(tmp_path):
    (tmp_path / "invocations.1.jsonl").write_text(lines("1", "2"))
    (tmp_path / "invocations.jsonl").write_text(lines("3", "4") + lines("5")[:-20])

    found = list(invocations.read(tmp_path, "123456789012"))

    assert [each.request for each in found] == ["4", "3", "2", "1"]
    assert found[0].event == {"text": "a\u2028b"}


def test_a_line_that_a_full_disk_has_cut_off_is_left_out(tmp_path):
    (tmp_path / "invocations.jsonl").write_text(lines("1", "2")[:-20] + lines("3", "4"))
    assert [each.request for each in invocations.read(tmp_path, "123456789012")] == ["4", "1"]


def test_those_of_another_account_are_left_out(tmp_path):
    (tmp_path / "invocations.jsonl").write_text(lines("1"))
    assert list(invocations.read(tmp_path, "210987654321")) == []


def test_without_a_file_there_are_none(tmp_path):
    assert list(invocations.read(tmp_path, "123456789012")) == []
