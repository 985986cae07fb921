"""A new version is invoked before it is live."""

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


def test_a_version_with_the_expected_response_is_live(function, run, handler, expect):
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
            "it returned .*502.*, not .*200",
        ),
        ("return {'ok': True}", {"event": {}, "expect": {"ok": 1}}, "it returned"),
        ("return {}", {"event": {}, "expect": {"statusCode": 200}}, "it returned"),
        ("return [1]", {"event": {}, "expect": {"statusCode": 200}}, "it returned"),
    ],
)
def test_a_version_that_fails_its_check_is_never_live(body, content, message, function, run, handler, expect):
    run("get-movie")
    handler(body)
    expect(content)
    for _ in range(2):  # the next run doesn't make it live either
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
def test_an_invalid_check_is_rejected_before_any_write(content, message, function, run, recorder, expect):
    expect(content)
    with pytest.raises(SlipwayError, match=message):
        run("get-movie")
    assert recorder.writes == []


def test_without_a_check_the_version_is_started_but_its_handler_is_not_run(function, run, handler, tmp_path):
    marker = tmp_path / "marker"
    handler(f"open({str(marker)!r}, 'w').close()")
    (made,) = run("get-movie")
    assert (made.version, made.checked, made.started) == ("2", False, True)
    assert not marker.exists()
    function.answer()
    assert marker.exists()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import nothing_like_it\ndef handler(event, context): ...", r"Runtime\.ImportModuleError: .*nothing_like_it"),
        ("def handler(event, context) ...", r"Runtime\.UserCodeSyntaxError"),
        ("def other(event, context): ...", r"Runtime\.HandlerNotFound"),
        ("import os\nos.environ['TABLE']\ndef handler(event, context): ...", r"KeyError: 'TABLE'"),
        ("raise AttributeError('no attribute')\ndef handler(event, context): ...", r"AttributeError: no attribute"),
        ("import os\nos._exit(3)\ndef handler(event, context): ...", r"Runtime\.ExitError"),
    ],
)
def test_without_a_check_a_version_that_does_not_start_is_never_live(source, message, function, run, project):
    run("get-movie")
    (project / "apps/get-movie/get_movie.py").write_text(source)
    for _ in range(2):  # the next run doesn't make it live either
        with pytest.raises(SlipwayError, match=rf"version 3 doesn't start: .*{message}"):
            run("get-movie")
        assert function.live()["Version"] == "2"
        assert function.answer() == "one"


def test_without_a_check_a_handler_that_fails_for_any_event_is_live(function, run, handler):
    handler("raise ValueError(event['Records'])")
    (made,) = run("get-movie")
    assert made.started
    assert function.live()["Version"] == "2"


@pytest.mark.parametrize("has_check", [False, True])
def test_a_reserved_concurrency_of_0_is_an_error_with_advice(has_check, function, run, expect, write):
    run("get-movie")
    function.client.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=0)
    write("get-movie", "two")
    if has_check:
        expect({"event": {}})
    with pytest.raises(SlipwayError, match=rf"version 3 can't be checked, because {function.name} has a reserved conc"):
        run("get-movie")
    assert function.live()["Version"] == "2"
    function.client.delete_function_concurrency(FunctionName=function.name)
    assert run("get-movie")[0].version == "3"


def test_the_check_is_not_in_the_zip(function, run, expect, recorder):
    run("get-movie")
    recorder.operations.clear()
    expect({"event": {}})
    (made,) = run("get-movie")
    assert not made.changed
    assert recorder.writes == []
