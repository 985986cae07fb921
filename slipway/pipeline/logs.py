"""The logs of an execution's builds and functions."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from botocore.exceptions import ClientError

from slipway.aws import log_events
from slipway.aws.log_events import Line
from slipway.console.output import printable
from slipway.errors import SlipwayError
from slipway.pipeline.declaration import Pipeline
from slipway.pipeline.executions import Action, Execution

# A function sends its result to CodePipeline before it writes its last lines.
_LAST_LINES = timedelta(seconds=2)
_SHOWN_OF_FAILURE = 20  # lines


def lines(pipeline: Pipeline, execution: Execution, name: str | None = None) -> Iterator[str]:
    """Yield the log lines of an execution's actions, oldest first, each ``<UTC time> <stage>/<action> <text>``.

    For a function, these are the lines from the time of the action: CodePipeline's API doesn't report which invocation
    belongs to the action.

    Args:
        pipeline: the execution's pipeline.
        execution: the execution.
        name: name of one action, as ``Stage/Action`` or ``Action``; None for all.

    Raises:
        SlipwayError: no action has that name.
    """
    actions = [action for action in execution.actions if name in (None, action.path, action.name)]
    if not actions:
        known = ", ".join(action.path for action in execution.actions)
        raise SlipwayError(f"{pipeline.name} has no action {name!r}; there are: {known}")
    return log_events.merge(_READERS[action.provider](pipeline, action) for action in actions if _has_logs(action))


def of_failure(pipeline: Pipeline, execution: Execution) -> Iterator[str]:
    """Yield the last 20 log lines of each failed action of an execution, under a line that names the action.

    Logs that can't be read are left out: the reason of the failure is more important.
    """
    for action in execution.actions:
        if action.status != "Failed" or not _has_logs(action):
            continue
        with suppress(ClientError):
            last = deque(_READERS[action.provider](pipeline, action), _SHOWN_OF_FAILURE)
            if last:
                yield f"the last lines of the log of {action.path}:"
                yield from (f"  | {printable(text).rstrip()}" for _, _, text in last)


def _has_logs(action: Action) -> bool:
    return bool(action.started_at) and action.provider in _READERS and action.category != "Deploy"


def _build_lines(pipeline: Pipeline, action: Action) -> Iterator[Line]:
    if not action.external_id:  # the build could not be started
        return
    target = pipeline.target
    for build in target.client("codebuild").batch_get_builds(ids=[action.external_id])["builds"]:
        location = build.get("logs", {})
        if "groupName" in location and "streamName" in location:
            logs = target.client("logs")
            streams = [location["streamName"]]
            yield from log_events.read(logs, location["groupName"], action.path, logStreamNames=streams)


def _command_lines(pipeline: Pipeline, action: Action) -> Iterator[Line]:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html."""
    if action.external_id:
        streams = [action.external_id.rpartition(":")[2]]
        group = f"/aws/codepipeline/{pipeline.name}"
        yield from log_events.read(pipeline.target.client("logs"), group, action.path, logStreamNames=streams)


def _function_lines(pipeline: Pipeline, action: Action) -> Iterator[Line]:
    window = {"startTime": _milliseconds(action.started_at)}
    if action.status != "InProgress" and action.updated_at:
        window["endTime"] = _milliseconds(action.updated_at + _LAST_LINES)
    name = action.configuration.get("FunctionName", "").partition(":")[0]  # of name:alias
    yield from log_events.read(pipeline.target.client("logs"), f"/aws/lambda/{name}", action.path, **window)


def _milliseconds(time: datetime | None) -> int:
    return int(time.timestamp() * 1000) if time else 0


_READERS: dict[str, Callable[[Pipeline, Action], Iterator[Line]]] = {
    "CodeBuild": _build_lines,
    "Commands": _command_lines,
    "Lambda": _function_lines,
}
