"""A new version is invoked before the alias serves it."""

import json

import pytest

from slipway.errors import SlipwayError


@pytest.fixture
def expect(project):
    def expect(content):
        text = content if isinstance(content, str) else json.dumps(content)
        (project / "apps/get-movie/check.json").write_text(text)

    return expect


@pytest.fixture
def handler(project):
    def handler(body):
        (project / "apps/get-movie/get_movie.py").write_text(f"def handler(event, context):\n    {body}\n")

    return handler


def test_a_version_that_answers_as_expected_is_served(function, run, handler, expect):
    handler("return {'statusCode': 404, 'body': event['id'], 'headers': {'a': 1, 'b': 2}}")
    expect({"event": {"id": "none"}, "expect": {"statusCode": 404, "body": "none", "headers": {"a": 1}}})
    (made,) = run("get-movie")
    assert (made.version, made.checked) == ("2", True)
    assert function.live()["Version"] == "2"


@pytest.mark.parametrize(
    ("body", "content", "message"),
    [
        ("raise ValueError('no table')", {"event": {}}, r"version 3 fails check\.json: ValueError: no table$"),
        ("import nothing_like_it", {"event": {}}, r"version 3 fails check\.json: .*nothing_like_it"),
        (
            "return {'statusCode': 502}",
            {"event": {}, "expect": {"statusCode": 200}},
            "it answered .*502.* and not .*200",
        ),
        ("return {'ok': True}", {"event": {}, "expect": {"ok": 1}}, "it answered"),
        ("return {}", {"event": {}, "expect": {"statusCode": 200}}, "it answered"),
        ("return [1]", {"event": {}, "expect": {"statusCode": 200}}, "it answered"),
    ],
)
def test_a_version_that_fails_its_check_is_never_served(body, content, message, function, run, handler, expect):
    run("get-movie")
    handler(body)
    expect(content)
    for _ in range(2):  # the next run doesn't let it through either
        with pytest.raises(SlipwayError, match=message):
            run("get-movie")
        assert function.live()["Version"] == "2"
        assert function.answer() == "one"
    handler("return 'patched'")
    expect({"event": {}})
    (made,) = run("get-movie")
    assert (made.version, made.checked) == ("4", True)
    assert function.answer() == "patched"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"apps/get-movie/check\.json is not JSON"),
        ([], 'must be an object with "event"'),
        ({"expect": 1}, 'must be an object with "event"'),
        ({"event": 1, "expected": 1}, 'must be an object with "event"'),
    ],
)
def test_a_check_that_cannot_be_understood_is_refused_before_any_write(
    content, message, function, run, recorder, expect
):
    expect(content)
    with pytest.raises(SlipwayError, match=message):
        run("get-movie")
    assert recorder.writes == []


def test_without_a_check_no_code_of_the_version_runs(function, run, handler, tmp_path):
    mark = tmp_path / "mark"
    handler(f"open({str(mark)!r}, 'w').close()")
    (made,) = run("get-movie")
    assert (made.version, made.checked) == ("2", False)
    assert not mark.exists()
    function.answer()
    assert mark.exists()


def test_the_check_is_no_part_of_the_zip(function, run, expect, recorder):
    run("get-movie")
    recorder.operations.clear()
    expect({"event": {}})
    (made,) = run("get-movie")
    assert not made.changed
    assert recorder.writes == []
