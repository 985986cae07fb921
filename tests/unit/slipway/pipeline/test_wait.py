"""Waiting for executions, and the errors of those without success."""

import pytest

from slipway.errors import SlipwayError
from slipway.pipeline import executions
from slipway.pipeline import wait as module
from slipway.pipeline.wait import ExecutionError, wait


@pytest.fixture(autouse=True)
def slept(monkeypatch):
    """The seconds between two reads."""
    seconds: list[float] = []
    monkeypatch.setattr(module.time, "sleep", seconds.append)
    return seconds


def end(pipeline, execution_id) -> str:
    with pytest.raises(ExecutionError) as error:
        wait(pipeline, execution_id, lambda _: None)
    return str(error.value)


def test_an_execution_is_read_until_it_has_succeeded(pipeline, execution_id, look, ran, slept):
    look("InProgress")
    look("InProgress", ran("Source", "Code", "InProgress"))
    look("Succeeded", ran("Source", "Code"))
    seen = []

    result = wait(pipeline, execution_id, seen.append)

    assert [each.status for each in seen] == ["InProgress", "InProgress", "Succeeded"]
    assert result == seen[-1]
    assert slept == [1, 1]


def test_aws_is_called_less_often(pipeline, execution_id, look, slept):
    pipeline.target.is_local = False
    look("InProgress")
    look("Succeeded")
    wait(pipeline, execution_id, lambda _: None)
    assert slept == [5]


def test_the_actions_are_in_the_order_of_the_pipeline_including_those_that_have_not_started(
    pipeline, execution_id, look, ran
):
    look("InProgress", ran("Build", "Site", "InProgress", begun=3), ran("Source", "Code"), ran("Source", "Search"))

    execution = executions.read(pipeline, execution_id)

    assert [(action.path, action.status) for action in execution.actions] == [
        ("Source/Code", "Succeeded"),
        ("Source/Search", "Succeeded"),
        ("Build/Site", "InProgress"),
        ("Release/Approve", None),
        ("Publish/Invalidate", None),
        ("Publish/Notify", None),
    ]


def test_of_a_retried_action_the_last_run_counts(pipeline, execution_id, look, ran):
    look("Succeeded", ran("Build", "Site", begun=60), ran("Build", "Site", "Failed"))
    site = executions.read(pipeline, execution_id).actions[2]
    assert (site.path, site.status) == ("Build/Site", "Succeeded")


@pytest.mark.parametrize(("is_local", "link"), [(False, " (https://example.com/build)"), (True, "")])
def test_a_failure_is_an_error_with_action_code_message_and_link(
    pipeline, target, execution_id, look, ran, is_local, link
):
    target.is_local = is_local
    look(
        "Failed",
        ran(
            "Build",
            "Site",
            "Failed",
            errorDetails={"code": "JobFailed", "message": "Build terminated\n with state: FAILED"},
            externalExecutionUrl="https://example.com/build",
        ),
        ran("Source", "Code"),
    )
    assert end(pipeline, execution_id) == (
        f"dev-site {execution_id} Failed: Build/Site Failed: JobFailed: Build terminated with state: FAILED{link}"
    )


def test_several_failures_have_a_line_each(pipeline, execution_id, look, ran):
    look(
        "Failed",
        ran("Source", "Search", "Failed", externalExecutionSummary="no object"),
        ran("Source", "Code", "Failed"),
    )
    assert end(pipeline, execution_id).splitlines() == [
        f"dev-site {execution_id} Failed",
        "  Source/Code Failed: no reason is given",
        "  Source/Search Failed: no object",
    ]


@pytest.mark.parametrize("status", ["Stopped", "Cancelled"])
def test_a_stopped_execution_is_an_error_with_the_reason(pipeline, execution_id, look, status):
    look("InProgress" if status == "Cancelled" else "Stopping")
    look(status, summary="not needed")
    assert end(pipeline, execution_id) == f"dev-site {execution_id} {status}: not needed"


def test_a_failure_without_a_reason_is_an_error_with_the_status(pipeline, execution_id, look):
    look("Failed")
    assert end(pipeline, execution_id) == f"dev-site {execution_id} Failed"


def test_a_superseded_execution_is_an_error_with_the_newer_one(pipeline, execution_id, look, target):
    look("Superseded")
    summaries = [{"pipelineExecutionId": name, "status": "InProgress"} for name in ("later", "next", execution_id, "x")]
    target.answer("list_pipeline_executions", {"pipelineExecutionSummaries": summaries}, pipelineName="dev-site")
    assert end(pipeline, execution_id) == f"dev-site {execution_id} Superseded by next"


@pytest.mark.parametrize("code", ["PipelineExecutionNotFoundException", "ValidationException"])
def test_an_unknown_execution_is_an_error(code, pipeline, execution_id, target):
    target.refuse("get_pipeline_execution", code)
    with pytest.raises(SlipwayError, match=f"^dev-site has no execution '{execution_id}'$"):
        executions.read(pipeline, execution_id)


def test_a_pipeline_that_never_ran_is_an_error_with_the_command_to_start_it(pipeline, target):
    target.answer("list_pipeline_executions", {"pipelineExecutionSummaries": []}, pipelineName="dev-site", maxResults=1)
    with pytest.raises(SlipwayError, match="dev-site has not run yet: `slipway pipeline start dev-site`"):
        executions.latest_id(pipeline)
