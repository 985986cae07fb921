"""The progress of an execution on a terminal and in a log."""

import io
import re
from types import SimpleNamespace

import pytest

from slipway.console import progress
from slipway.pipeline import executions, view


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def seen(pipeline, execution_id, look):
    """``seen(show, status, action, …)`` shows a state of the execution."""

    def seen(show, status, *actions) -> None:
        look(status, *actions)
        show(executions.read(pipeline, execution_id))

    return seen


@pytest.fixture
def stderr(monkeypatch):
    """``stderr(stream)`` replaces stderr."""

    def replace(stream):
        for module in (progress, view):
            monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=stream))
        return stream

    return replace


@pytest.fixture
def terminal(stderr, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("LINES", "24")
    return stderr(Terminal())


def screen(text: str) -> list[str]:
    """Return what a terminal shows at the end: it moves up some lines, clears a line, and writes."""
    rows: list[str] = []
    row = 0
    for up, line in re.findall(r"(?:\x1b\[(\d+)A)?\r\x1b\[K([^\n]*)\n", text):
        row -= int(up or 0)
        rows[row : row + 1] = [line]
        row += 1
    return rows


def test_in_a_log_each_change_is_a_line(pipeline, stderr, seen, ran):
    written = stderr(io.StringIO())
    show = view.live(pipeline)

    seen(show, "InProgress", ran("Source", "Code", "InProgress", seconds=0))
    assert re.fullmatch(r"Source/Code  InProgress +\S.*\n", written.getvalue())
    before = written.getvalue()
    seen(show, "InProgress", ran("Source", "Code", "InProgress", seconds=0))
    assert written.getvalue() == before
    seen(show, "InProgress", ran("Source", "Code", seconds=3, externalExecutionSummary="Make\nit"))

    assert written.getvalue().removeprefix(before) == "Source/Code  Succeeded        3 s  Make it\n"


def test_in_a_log_a_retry_of_an_action_is_a_line_too(pipeline, stderr, seen, ran):
    written = stderr(io.StringIO())
    show = view.live(pipeline)

    seen(show, "Failed", ran("Build", "Site", "Failed", errorDetails={"code": "JobFailed"}))
    seen(show, "Failed", ran("Build", "Site", "Failed", begun=60, seconds=75))

    assert written.getvalue() == "Build/Site  Failed           3 s  JobFailed\nBuild/Site  Failed      1 min 15 s\n"


def test_on_a_terminal_each_action_has_a_line_that_is_updated_in_place(pipeline, terminal, seen, ran):
    show = view.live(pipeline)

    seen(show, "InProgress", ran("Source", "Code", "Failed"))
    seen(show, "InProgress", ran("Source", "Search", seconds=4, begun=1), ran("Source", "Code", begun=1))

    assert screen(terminal.getvalue()) == [
        "Source/Code         Succeeded        3 s",
        "Source/Search       Succeeded        4 s",
        "Build/Site",
        "Release/Approve",
        "Publish/Invalidate",
        "Publish/Notify",
    ]


def test_on_a_terminal_lines_fit_into_its_width_and_height(pipeline, terminal, seen, ran, monkeypatch):
    monkeypatch.setenv("LINES", "4")
    show = view.live(pipeline)

    for _ in range(2):
        seen(show, "InProgress", ran("Publish", "Notify", externalExecutionSummary="long " * 20))

    rows = screen(terminal.getvalue())
    assert [row.split()[0] for row in rows] == ["Release/Approve", "Publish/Invalidate", "Publish/Notify"]
    assert max(map(len, rows)) == 59


def test_a_pending_approval_is_shown_with_the_command_for_it(pipeline, stderr, seen, ran):
    written = stderr(io.StringIO())
    seen(view.live(pipeline), "InProgress", ran("Release", "Approve", "InProgress"))
    assert written.getvalue().endswith("waits for approval: `slipway pipeline approve dev-site`\n")


def test_outside_of_its_variables_the_command_for_the_local_aws_sets_them(pipeline, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    assert pipeline.command("approve") == 'eval "$(slipway env)" && slipway pipeline approve dev-site'
    pipeline.target.is_local = False
    assert pipeline.command("wait", "1") == "slipway pipeline wait dev-site 1"


def test_a_commit_message_is_shown_without_terminal_control_characters(pipeline, terminal, seen, ran):
    hostile = "Make it\x1b[2J\x1b]0;title\x07\u202e now"
    seen(view.live(pipeline), "InProgress", ran("Source", "Code", externalExecutionSummary=hostile))
    assert screen(terminal.getvalue())[0] == "Source/Code         Succeeded        3 s  Make it [2J ]0;ti"
