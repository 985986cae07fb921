"""Following an execution, and the log of a failed action."""

import pytest

from slipway.pipeline import wait as waiting
from slipway.pipeline.follow import follow
from slipway.pipeline.wait import ExecutionError

FAILED = {"errorDetails": {"code": "JobFailed", "message": "no"}, "externalExecutionId": "dev-site:1"}
BUILD = {"logs": {"groupName": "/aws/codebuild/dev-site", "streamName": "1"}}


@pytest.fixture
def lines():
    return []


def test_the_last_lines_of_the_log_of_a_failed_build_are_shown(pipeline, target, look, ran, execution_id, lines):
    look("Failed", ran("Build", "Site", "Failed", **FAILED), ran("Source", "Code"))
    target.answer("batch_get_builds", {"builds": [BUILD]}, "codebuild", ids=["dev-site:1"])
    events = [{"timestamp": 1, "message": f"line {number}\x1b[2J\n"} for number in range(50)]
    target.answer(
        "filter_log_events", {"events": events}, "logs", logGroupName="/aws/codebuild/dev-site", logStreamNames=["1"]
    )

    with pytest.raises(ExecutionError, match="Build/Site Failed: JobFailed: no"):
        follow(pipeline, execution_id, lambda _: None, lines.append)

    assert lines == [
        "the last lines of the log of Build/Site:",
        *(f"  | line {number} [2J" for number in range(30, 50)),
    ]


def test_a_log_that_cannot_be_read_does_not_hide_the_reason(pipeline, target, look, ran, execution_id, lines):
    look("Failed", ran("Build", "Site", "Failed", **FAILED))
    target.refuse("batch_get_builds", "AccessDeniedException", "codebuild")
    with pytest.raises(ExecutionError, match="Build/Site Failed: JobFailed: no"):
        follow(pipeline, execution_id, lambda _: None, lines.append)
    assert lines == []


def test_a_success_is_returned_without_logs(pipeline, look, ran, execution_id, lines):
    look("Succeeded", ran("Build", "Site", externalExecutionId="dev-site:1"))
    assert follow(pipeline, execution_id, lambda _: None, lines.append).status == "Succeeded"
    assert lines == []


def test_after_ctrl_c_a_line_names_the_command_to_continue(pipeline, look, execution_id, lines, monkeypatch):
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(waiting.time, "sleep", interrupt)
    look("InProgress")
    with pytest.raises(KeyboardInterrupt):
        follow(pipeline, execution_id, lambda _: None, lines.append)
    assert lines == [f"the execution continues; `slipway pipeline wait dev-site {execution_id}` watches it again"]
