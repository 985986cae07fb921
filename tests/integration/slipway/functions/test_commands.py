"""`slipway invoke` and `slipway logs` on the local AWS, with its IAM."""

import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from slipway.functions import samples
from slipway.functions.view import LogView

pytestmark = pytest.mark.usefixtures("project")


def test_a_response_is_on_stdout_and_the_log_and_the_duration_on_stderr(slipway, project):
    (project / "event.json").write_text('{"title": "Heat"}')

    result = slipway("invoke", "get-movie", "event.json")

    assert result.code == 0
    assert json.loads(result.out) == {"event": {"title": "Heat"}}
    assert re.search(r"get-movie \S{8} WARNING asked color=red\n", result.err)
    assert "printed by the function" in result.err
    assert re.search(r"^version 1 returned after \d+ ms$", result.err, re.MULTILINE)


def test_the_event_is_that_of_the_check_or_from_standard_input_or_a_sample(slipway, project, monkeypatch):
    assert json.loads(slipway("invoke", "get-movie").out) == {"event": {}}

    (project / "apps" / "get-movie" / "check.json").write_text('{"event": {"of": "the check"}}')
    assert json.loads(slipway("invoke", "get-movie").out) == {"event": {"of": "the check"}}

    monkeypatch.setattr(sys, "stdin", io.StringIO('{"of": "stdin"}'))
    assert json.loads(slipway("invoke", "get-movie", "-").out) == {"event": {"of": "stdin"}}

    for sample in samples.SAMPLES:
        out = slipway("invoke", "get-movie", "--sample", sample).out
        assert json.loads(out) == {"event": json.loads(samples.read(sample))}


def test_a_failed_function_is_an_error_with_the_source_lines_of_the_repository(slipway, project, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"fail": true}'))

    result = slipway("invoke", "get-movie", "-")

    assert result.code == 1
    assert result.out == ""
    trace = result.err[result.err.index("\nTraceback") :].splitlines()[1:]
    assert trace[:4] == [
        "Traceback (most recent call last):",
        '  File "apps/get-movie/get_movie.py", line 13, in handler',
        "    reject(event)",
        '  File "libs/checks/__init__.py", line 2, in reject',
    ]
    assert trace[-2] == "ValueError: no rating in {'fail': True}"
    assert re.fullmatch(r"version 1 failed after \d+ ms", trace[-1])


def test_a_denied_call_has_the_statement_that_would_allow_it(slipway, monkeypatch, target, unique_name):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"read": true}'))

    result = slipway("invoke", "get-movie", "-")

    table = f"arn:aws:dynamodb:{target.region}:{target.access_key_id}:table/movies"
    role = f"arn:aws:iam::{target.access_key_id}:role/{unique_name}-get-movie"
    assert result.code == 1
    assert (
        f"denied: {role}: dynamodb:GetItem on {table}\n"
        f'    statements = [{{ actions = ["dynamodb:GetItem"], resources = ["{table}"] }}]\n'
    ) in result.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("get-movies",), "there is no app 'get-movies' (did you mean 'get-movie'?)"),
        (("get-movie", "--alias", "test"), "with alias test in eu-central-1; "),
        (
            ("get-movie", "none.json"),
            "none.json can't be read (No such file or directory): write a file with the event",
        ),
        (("get-movie", "slipway.toml"), "slipway.toml is not JSON: "),
        (("get-movie", "event.json", "--sample", "sqs"), "either EVENT.json or --sample, not both"),
        (("get-movie", "--environment", "none"), "there is no function none-get-movie"),
    ],
)
def test_a_wrong_argument_is_an_error_of_one_line(slipway, arguments, message):
    result = slipway("invoke", *arguments)

    assert result.code == 1
    assert message in result.err
    assert result.err.count("\n") == 1


def test_an_unknown_sample_is_an_error_with_the_known_ones(slipway, capsys):
    with pytest.raises(SystemExit):
        slipway("invoke", "get-movie", "--sample", "fax")

    assert "sqs" in capsys.readouterr().err


def test_logs_are_readable_and_json_has_each_event(slipway, project, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"fail": true}'))
    slipway("invoke", "get-movie", "-")

    shown = slipway("logs").out
    assert re.search(r"^\S+Z get-movie \S{8} WARNING asked color=red$", shown, re.MULTILINE)
    assert re.search(r"^\S+Z get-movie \S{8}       printed by the function$", shown, re.MULTILINE)
    assert '    File "apps/get-movie/get_movie.py", line 13, in handler' in shown
    assert re.search(r"^\S+Z get-movie \S{8} ERROR error, \d+(\.\d+)? ms, ", shown, re.MULTILINE)

    errors = slipway("logs", "get-movie", "--errors", "--since", "10m").out
    assert "ValueError: no rating" in errors
    assert "asked" not in errors

    events = [json.loads(line) for line in slipway("logs", "--json").out.splitlines()]
    assert {event["app"] for event in events} == {"get-movie"}
    kinds = [event["message"].get("type", "") for event in events if isinstance(event["message"], dict)]
    assert {"platform.start", "platform.report"} <= {*kinds}
    assert "printed by the function" in [event["message"] for event in events]


def test_nothing_is_logged_yet(slipway):
    result = slipway("logs")
    since = slipway("logs", "--since", "1m").err

    assert (result.code, result.out, result.err) == (0, "", "nothing is logged yet\n")
    assert slipway("logs", "--errors").err == "no error is logged yet\n"
    assert re.fullmatch(r"nothing is logged since \S+Z: --since selects another time\n", since)


def test_follow_prints_new_events_until_ctrl_c(project, slipway):
    command = [Path(sys.executable).with_name("slipway"), "logs", "-f"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True) as process:
        assert slipway("invoke", "get-movie").code == 0
        lines = [process.stdout.readline() for _ in range(3)]
        assert slipway("invoke", "get-movie").code == 0
        lines += [process.stdout.readline() for _ in range(3)]
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == ""
    assert process.returncode == 0
    assert len({line.split()[2] for line in lines}) == 2


def test_ctrl_c_while_a_line_is_printed_ends_only_what_follows_with_success(slipway, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    assert slipway("invoke", "get-movie").code == 0
    monkeypatch.setattr(LogView, "render", interrupt)

    assert slipway("logs", "-f").code == 0
    assert slipway("logs").code == 130
