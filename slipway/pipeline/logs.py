"""What the builds and the functions of an execution have logged."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from slipway.aws import log_events
from slipway.aws.log_events import Line
from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.pipeline.declaration import Pipeline
from slipway.pipeline.executions import Action, Execution

# A function tells CodePipeline its result before its last lines are written.
_LAST_LINES = timedelta(seconds=2)


def lines(pipeline: Pipeline, execution: Execution, name: str | None = None) -> Iterator[str]:
    """Yield the log lines of an execution's actions, oldest first, each ``<UTC time> <stage>/<action> <text>``.

    A build's are those of its log stream. A function's are those that it logged while its action went on: nothing in
    CodePipeline's API tells which of its invocations were the action's.

    Args:
        pipeline: whose execution it is.
        execution: whose actions' logs are read.
        name: the one action whose lines are wanted, as ``Stage/Action`` or ``Action``.

    Raises:
        SlipwayError: no action has that name.
    """
    actions = [action for action in execution.actions if name in (None, action.path, action.name)]
    if not actions:
        known = ", ".join(action.path for action in execution.actions)
        raise SlipwayError(f"{pipeline.name} has no action {name!r}; there are: {known}")
    return log_events.merge(_READERS[action.provider](pipeline.target, action) for action in actions if _logs(action))


def _logs(action: Action) -> bool:
    return bool(action.started_at) and action.provider in _READERS


def _of_build(target: Target, action: Action) -> Iterator[Line]:
    if not action.external_id:  # the build could not be started
        return
    for build in target.client("codebuild").batch_get_builds(ids=[action.external_id])["builds"]:
        place = build.get("logs", {})
        if "groupName" in place and "streamName" in place:
            logs = target.client("logs")
            yield from log_events.read(logs, place["groupName"], action.path, logStreamNames=[place["streamName"]])


def _of_function(target: Target, action: Action) -> Iterator[Line]:
    window = {"startTime": _milliseconds(action.started_at)}
    if action.status != "InProgress" and action.updated_at:
        window["endTime"] = _milliseconds(action.updated_at + _LAST_LINES)
    name = action.configuration.get("FunctionName", "").partition(":")[0]  # of name:alias
    yield from log_events.read(target.client("logs"), f"/aws/lambda/{name}", action.path, **window)


def _milliseconds(time: datetime | None) -> int:
    return int(time.timestamp() * 1000) if time else 0


_READERS: dict[str, Callable[[Target, Action], Iterator[Line]]] = {"CodeBuild": _of_build, "Lambda": _of_function}
