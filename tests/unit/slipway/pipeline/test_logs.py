"""What the actions of an execution have logged."""

import pytest

from slipway.errors import SlipwayError
from slipway.pipeline import executions, logs

NOON = 1795262400000  # milliseconds


@pytest.fixture
def logged(target):
    """``logged("group", (seconds after noon, "text"), …, startTime=…)`` has a read of a log group answered."""

    def logged(group: str, *events: tuple[float, str], **parameters) -> None:
        found = [{"timestamp": NOON + int(seconds * 1000), "message": text} for seconds, text in events]
        target.answer("filter_log_events", {"events": found}, "logs", logGroupName=group, **parameters)

    return logged


@pytest.fixture
def builds(target):
    """``builds(log=…)`` has the look at the build answered."""

    def builds(*found: dict) -> None:
        target.answer("batch_get_builds", {"builds": list(found)}, "codebuild", ids=["dev-site:1"])

    return builds


@pytest.fixture
def read(pipeline, execution_id, look):
    """``read(action, …, name=…)`` reads the logs of an execution of these actions, without times."""

    def read(*actions: dict, name: str | None = None) -> list[str]:
        look("Succeeded", *actions)
        found = executions.read(pipeline, execution_id)
        return [line.partition(" ")[2] for line in logs.lines(pipeline, found, name)]

    return read


def test_lines_of_builds_and_functions_come_oldest_first(read, ran, builds, logged):
    builds({"logs": {"groupName": "/aws/codebuild/dev-site", "streamName": "1"}})
    # Both are read side by side, the build's first.
    logged("/aws/codebuild/dev-site", (1, "npm ci\n"), (14, "done\n"), logStreamNames=["1"])
    logged(
        "/aws/lambda/dev-invalidate-cache", (11, "START"), (13, "END"), startTime=NOON + 10_000, endTime=NOON + 15_000
    )

    assert read(
        ran("Publish", "Invalidate", begun=10),
        ran("Build", "Site", externalExecutionId="dev-site:1"),
        ran("Source", "Code"),
    ) == ["Build/Site npm ci", "Publish/Invalidate START", "Publish/Invalidate END", "Build/Site done"]


def test_a_line_begins_with_its_time_in_utc(pipeline, execution_id, look, ran, logged):
    look("Succeeded", ran("Publish", "Tell"))
    logged("/aws/lambda/dev-slack-notification", (1.5, "told"), startTime=NOON, endTime=NOON + 5_000)
    found = executions.read(pipeline, execution_id)
    assert list(logs.lines(pipeline, found)) == ["2026-11-21T12:00:01.500Z Publish/Tell told"]


@pytest.mark.parametrize("name", ["Tell", "Publish/Tell"])
def test_one_actions_lines_are_read_alone(read, ran, logged, name):
    logged("/aws/lambda/dev-slack-notification", (1, "told"), startTime=NOON, endTime=NOON + 5_000)
    found = read(ran("Publish", "Tell"), ran("Build", "Site", externalExecutionId="dev-site:1"), name=name)
    assert found == ["Publish/Tell told"]


def test_of_a_function_that_still_runs_all_is_read(read, ran, logged):
    logged("/aws/lambda/dev-slack-notification", (100, "late"), startTime=NOON)
    assert read(ran("Publish", "Tell", "InProgress")) == ["Publish/Tell late"]


@pytest.mark.parametrize("qualifier", ["live", "12"])
def test_a_function_that_is_invoked_by_an_alias_or_a_version_logs_under_its_name(read, ran, logged, qualifier):
    logged("/aws/lambda/dev-slack-notification", (1, "told"), startTime=NOON, endTime=NOON + 5_000)
    action = ran("Publish", "Tell")
    action["input"]["resolvedConfiguration"] = {"FunctionName": f"dev-slack-notification:{qualifier}"}
    assert read(action) == ["Publish/Tell told"]


def test_a_build_that_could_not_start_or_has_not_logged_has_no_lines(read, ran, builds):
    assert read(ran("Build", "Site", "Failed")) == []
    builds({"logs": {}})
    assert read(ran("Build", "Site", externalExecutionId="dev-site:1")) == []


def test_a_function_that_never_logged_has_no_lines(read, ran, target):
    target.refuse("filter_log_events", "ResourceNotFoundException", "logs")
    assert read(ran("Publish", "Tell")) == []


def test_an_action_that_is_not_there_is_named_with_those_that_are(read, ran):
    with pytest.raises(SlipwayError, match=r"dev-site has no action 'Test'; there are: Source/Code, Source/Search, "):
        read(ran("Source", "Code"), name="Test")
