"""The logs of an execution's actions."""

import pytest

from slipway.errors import SlipwayError
from slipway.pipeline import executions, logs

NOON = 1795262400000  # milliseconds


@pytest.fixture
def logged(target):
    """``logged("group", (seconds after noon, "text"), …, startTime=…)`` stubs a read of a log group."""

    def logged(group: str, *events: tuple[float, str], **parameters) -> None:
        logged = [{"timestamp": NOON + int(seconds * 1000), "message": text} for seconds, text in events]
        target.answer("filter_log_events", {"events": logged}, "logs", logGroupName=group, **parameters)

    return logged


@pytest.fixture
def builds(target):
    """``builds(build)`` stubs the read of a build."""

    def builds(*builds: dict) -> None:
        target.answer("batch_get_builds", {"builds": list(builds)}, "codebuild", ids=["dev-site:1"])

    return builds


@pytest.fixture
def read(pipeline, execution_id, look):
    """``read(action, …, name=…)`` reads the logs of an execution of these actions, without times."""

    def read(*actions: dict, name: str | None = None) -> list[str]:
        look("Succeeded", *actions)
        execution = executions.read(pipeline, execution_id)
        return [line.partition(" ")[2] for line in logs.lines(pipeline, execution, name)]

    return read


def test_lines_of_builds_and_functions_are_sorted_by_time(read, ran, builds, logged):
    builds({"logs": {"groupName": "/aws/codebuild/dev-site", "streamName": "1"}})
    # Both are read in turn, the build's first.
    logged("/aws/codebuild/dev-site", (1, "npm ci\n"), (14, "done\n"), logStreamNames=["1"])
    logged(
        "/aws/lambda/dev-invalidate-cache", (11, "START"), (13, "END"), startTime=NOON + 10_000, endTime=NOON + 15_000
    )

    assert read(
        ran("Publish", "Invalidate", begun=10),
        ran("Build", "Site", externalExecutionId="dev-site:1"),
        ran("Source", "Code"),
    ) == ["Build/Site npm ci", "Publish/Invalidate START", "Publish/Invalidate END", "Build/Site done"]


def test_a_line_starts_with_its_time_in_utc(pipeline, execution_id, look, ran, logged):
    look("Succeeded", ran("Publish", "Notify"))
    logged("/aws/lambda/dev-slack-notification", (1.5, "sent"), startTime=NOON, endTime=NOON + 5_000)
    execution = executions.read(pipeline, execution_id)
    assert list(logs.lines(pipeline, execution)) == ["2026-11-21T12:00:01.500Z Publish/Notify sent"]


@pytest.mark.parametrize("name", ["Notify", "Publish/Notify"])
def test_lines_of_one_action_can_be_read(read, ran, logged, name):
    logged("/aws/lambda/dev-slack-notification", (1, "sent"), startTime=NOON, endTime=NOON + 5_000)
    lines = read(ran("Publish", "Notify"), ran("Build", "Site", externalExecutionId="dev-site:1"), name=name)
    assert lines == ["Publish/Notify sent"]


def test_of_a_running_function_all_lines_are_read(read, ran, logged):
    logged("/aws/lambda/dev-slack-notification", (100, "late"), startTime=NOON)
    assert read(ran("Publish", "Notify", "InProgress")) == ["Publish/Notify late"]


@pytest.mark.parametrize("qualifier", ["live", "12"])
def test_the_log_group_of_an_alias_or_version_is_that_of_the_function(read, ran, logged, qualifier):
    logged("/aws/lambda/dev-slack-notification", (1, "sent"), startTime=NOON, endTime=NOON + 5_000)
    action = ran("Publish", "Notify")
    action["input"]["resolvedConfiguration"] = {"FunctionName": f"dev-slack-notification:{qualifier}"}
    assert read(action) == ["Publish/Notify sent"]


def test_a_build_without_logs_has_no_lines(read, ran, builds):
    assert read(ran("Build", "Site", "Failed")) == []
    builds({"logs": {}})
    assert read(ran("Build", "Site", externalExecutionId="dev-site:1")) == []


def test_a_function_without_logs_has_no_lines(read, ran, target):
    target.refuse("filter_log_events", "ResourceNotFoundException", "logs")
    assert read(ran("Publish", "Notify")) == []


def test_an_unknown_action_is_an_error_that_lists_the_others(read, ran):
    with pytest.raises(SlipwayError, match=r"dev-site has no action 'Test'; there are: Source/Code, Source/Search, "):
        read(ran("Source", "Code"), name="Test")


def test_lines_of_commands_are_in_the_log_group_of_the_pipeline(pipeline, execution_id, logged, noon):
    ran = {"started_at": noon, "external_id": "codepipeline-dev-site:1"}
    commands = executions.Action("Test", "Lint", "Compute", "Commands", "Succeeded", **ran)
    deploy = executions.Action("Deploy", "Live", "Deploy", "Lambda", "Succeeded", **ran)
    logged("/aws/codepipeline/dev-site", (1, "ok"), logStreamNames=["1"])
    execution = executions.Execution("dev-site", execution_id, "Succeeded", "", (commands, deploy))
    assert list(logs.lines(pipeline, execution)) == ["2026-11-21T12:00:01.000Z Test/Lint ok"]
