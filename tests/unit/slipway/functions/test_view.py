"""Log events as a person reads them, in the formats of Lambda and its runtimes."""

import json

import pytest

from slipway.functions.events import LogEvent
from slipway.functions.view import LogView, as_json

TIME = 1795903454007
SHOWN = "2026-11-28T22:04:14.007Z"
REQUEST = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"


@pytest.fixture
def view(app):
    return LogView({"get-movie": app})


def event(message, app="get-movie", stream="stream"):
    return LogEvent(TIME, app, stream, "1", message if isinstance(message, str) else json.dumps(message))


def platform(kind, **record):
    return event({"time": SHOWN, "type": f"platform.{kind}", "record": {"requestId": REQUEST, **record}})


def test_a_json_record_is_time_app_request_level_message_and_fields(view):
    record = {
        "timestamp": "2026-11-28T22:04:14Z",
        "level": "INFO",
        "message": "request",
        "logger": "rest_api.response",
        "requestId": REQUEST,
        "method": "GET",
        "status": 404,
        "path": "/movies/a b",
        "empty": "",
    }

    assert view.render(event(record)) == (
        f'{SHOWN} get-movie c6af9ac6 INFO  request method=GET status=404 path="/movies/a b" empty=""'
    )


def test_an_error_has_its_trace_below_it(view, task_root):
    stack = [f'  File "{task_root}/get_movie.py", line 2, in handler\n']
    error = {"errorType": "ValueError", "errorMessage": "no rating", "stackTrace": stack}

    assert view.render(event({"level": "ERROR", "message": "request", "requestId": REQUEST, **error})).splitlines() == [
        f"{SHOWN} get-movie c6af9ac6 ERROR request",
        "    Traceback (most recent call last):",
        '      File "apps/get-movie/get_movie.py", line 2, in handler',
        "        return respond(event)",
        "    ValueError: no rating",
    ]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (f"[WARNING]\t2026-11-28T22:04:14.000Z\t{REQUEST}\tlow on rating\n", "c6af9ac6 WARNING low on rating"),
        (f"2026-11-28T22:04:14.000Z\t{REQUEST}\tERROR\tno rating\n", "c6af9ac6 ERROR no rating"),
        (f"2026-11-28T22:04:14.000Z {REQUEST} Task timed out after 3.00 seconds\n", "c6af9ac6 ERROR Task timed out"),
        ((f"REPORT RequestId: {REQUEST}\tDuration: 2.34 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\t"
         "Max Memory Used: 45 MB\tInit Duration: 210.5 ms\t\n"), "c6af9ac6       2.34 ms, start 210.5 ms, 45 of 128"),
        ("printed\twithout a format\n", "               printed\twithout a format"),
        ("\x1b[2Jprinted", "                [2Jprinted"),
        ('{"half": ', '               {"half":'),
        ("[1, 2]", "               [1, 2]"),
        ({"level": "info", "msg": "of another logger", "time": 1}, "         INFO  of another logger time=1"),
        ({"level": "DEBUG", "message": {"a": 1}}, '         DEBUG {"a": 1}'),
        ({"level": "\x1b[2J", "requestId": "\x1b[2J", "message": "a"}, " [2J      [2J  a"),
    ],
)  # fmt: skip
def test_a_line_of_each_format_is_recognized(view, message, shown):
    assert view.render(event(message)).startswith(f"{SHOWN} get-movie {shown}")


def test_the_end_of_an_invocation_is_shown_and_its_start_is_not(view):
    metrics = {"durationMs": 12, "billedDurationMs": 12, "memorySizeMB": 128, "maxMemoryUsedMB": 45}

    assert view.render(platform("start", version="1")) is None
    assert view.render(platform("runtimeDone", status="success")) is None
    assert view.render(platform("report", metrics=metrics, status="success")) == (
        f"{SHOWN} get-movie c6af9ac6       12 ms, 45 of 128 MB"
    )
    assert view.render(platform("report", metrics={"durationMs": 3000}, status="timeout")) == (
        f"{SHOWN} get-movie c6af9ac6 ERROR timeout, 3000 ms"
    )
    for text in (f"START RequestId: {REQUEST} Version: 1\n", f"END RequestId: {REQUEST}\n"):
        assert view.render(event(text)) is None


def test_a_printed_line_has_the_request_that_its_stream_is_at(view):
    for stream, request in (("one", "11111111-1"), ("two", "22222222-2")):
        view.render(event(f"START RequestId: {request} Version: 1\n", stream=stream))

    assert [view.render(event("printed", stream=stream)).split()[2] for stream in ("one", "two")] == [
        "11111111",
        "22222222",
    ]


def test_a_text_trace_is_one_event_with_the_repositorys_paths(view, task_root):
    text = (
        "[ERROR] ValueError: no rating\rTraceback (most recent call last):\r"
        f'\xa0\xa0File "{task_root}/get_movie.py", line 2, in handler\r\xa0\xa0\xa0\xa0return respond(event)'
    )

    assert view.render(event(text)).splitlines() == [
        f"{SHOWN} get-movie          ERROR ValueError: no rating",
        "    Traceback (most recent call last):",
        '      File "apps/get-movie/get_movie.py", line 2, in handler',
        "        return respond(event)",
    ]


def test_only_errors_are_shown_if_only_they_are_asked_for(app):
    view = LogView({"get-movie": app}, errors_only=True)

    assert view.render(event({"level": "INFO", "message": "request"})) is None
    assert view.render(event("printed")) is None
    assert view.render(event({"level": "ERROR", "message": "request"}))
    assert view.render(event({"level": "CRITICAL", "message": "request"}))


def test_an_app_that_the_repository_does_not_have_is_shown_too(view, task_root):
    stack = [f'  File "{task_root}/other.py", line 2, in handler\n']

    assert "other.py" in view.render(event({"level": "ERROR", "errorType": "E", "stackTrace": stack}, app="other"))


def test_colors_are_only_for_a_terminal(app):
    line = {"level": "ERROR", "message": "request"}

    assert "\033[31mERROR\033[0m" in LogView({"get-movie": app}, is_colored=True).render(event(line))
    assert "\033" not in LogView({"get-movie": app}).render(event(line))


@pytest.mark.parametrize(("message", "written"), [('{"a": 1}', {"a": 1}), ("printed\n", "printed")])
def test_json_has_the_message_as_it_was_written(message, written):
    assert json.loads(as_json(event(message))) == {"time": SHOWN, "app": "get-movie", "message": written}


CHECK_TRACE = [
    '  File "/var/lang/lib/python3.13/site-packages/awslambdaric/lambda_context.py", line 38, in __init__\n',
    '  File "/var/lang/lib/python3.13/site-packages/awslambdaric/lambda_context.py", line 172, in set_obj_from_dict\n',
]


@pytest.mark.parametrize(
    "error",
    [
        {"level": "ERROR", "errorType": "AttributeError", "stackTrace": CHECK_TRACE, "requestId": REQUEST},
        "[ERROR] AttributeError: 'str' object has no attribute 'get'\rTraceback:\r" + "\r".join(CHECK_TRACE),
    ],
    ids=["JSON", "text"],
)
def test_the_check_that_a_version_starts_is_not_an_error(view, error):
    view.render(platform("start", version="2"))

    assert view.render(event(error)) is None
    assert view.render(platform("report", status="error", metrics={"durationMs": 1.2})) is None
    assert view.render(event({"level": "ERROR", "message": "of another request", "requestId": "2"}))


def test_the_check_of_an_unknown_request_hides_no_other_line_without_one(view):
    assert view.render(event("[ERROR] AttributeError\r" + "\r".join(CHECK_TRACE))) is None
    assert view.render(event("printed"))


def test_the_advice_of_aws_for_each_error_is_not_shown(view):
    warning = "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code."

    assert view.render(event({"level": "WARNING", "message": warning, "requestId": REQUEST})) is None
    assert view.render(event(f"{warning}\n")) is None
