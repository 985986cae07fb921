"""A function's log is written to CloudWatch Logs if its role allows it, in the configured format.

AWS writes the log with the permissions of the function's role, which needs ``logs:CreateLogStream`` and
``logs:PutLogEvents`` on the log group's streams, and ``logs:CreateLogGroup`` if the group doesn't exist:
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
With the log format JSON, AWS's START, END and REPORT lines are JSON too, and the system log level selects them:
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html

Invoke with the log type Tail returns "the last 4 KB of the execution log", with these lines:
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

MiniStack writes the log without the role's permission, creates the group itself, writes START, END and REPORT as
text, and splits the lines of a stack trace, which are one event on AWS. Invoke returns the function's own output alone,
and the start is a part of REPORT's time, which is in whole milliseconds.
"""

import contextvars
import functools
import logging
import secrets
import time
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch_logs, lambda_svc

from slipway_emulator.iam.authorization import authorize
from slipway_emulator.patches.observability import invocation_lines

_Config = dict[str, Any]

# The log of the invocation that is running.
_events: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("log_events", default=None)
# When it began, in seconds since the epoch.
_started: contextvars.ContextVar[float | None] = contextvars.ContextVar("started", default=None)


def apply() -> None:
    """Replace the function that writes the log of an invocation, and have its result include that log."""
    lambda_svc._emit_lambda_logs = _write_log
    dispatch = lambda_svc._execute_function_dispatch

    @functools.wraps(dispatch)
    def execute(*arguments: Any) -> Any:  # noqa: ANN401 - MiniStack's
        events: list[str] = []
        token, began = _events.set(events), _started.set(time.time())
        try:
            result = dispatch(*arguments)
        finally:
            _events.reset(token)
            _started.reset(began)
        return {**result, "log": "\n".join([*events, ""])} if isinstance(result, dict) and events else result

    lambda_svc._execute_function_dispatch = execute


def _write_log(
    function: dict[str, Any],
    request_id: str,
    output: str,
    failed: bool,
    duration: int,
    *,
    log_source: str | None = None,
) -> None:
    """Write the log of one invocation.

    Args:
        function: MiniStack's record of the function's version.
        request_id: id of the invocation.
        output: the function's output.
        failed: whether it raised, timed out or exited.
        duration: duration in milliseconds, with the start.
        log_source: ``rie`` for a function in a container, which the local AWS doesn't run.
    """
    del log_source
    config: _Config = function.get("config") or function
    settings = config.get("LoggingConfig") or {}
    group = settings.get("LogGroup") or f"/aws/lambda/{config['FunctionName']}"
    version = config.get("Version", "$LATEST")
    stream = f"{time.strftime('%Y/%m/%d', time.gmtime())}/[{version}]{secrets.token_hex(16)}"
    # Lambda's Python runtime writes \r between the lines of one event.
    lines = [line.replace("\r", "\n") for line in output.split("\n") if line]
    began = _started.get()
    elapsed = duration if began is None else (time.time() - began) * 1000
    report = invocation_lines.report(config, request_id, lines, failed, elapsed)
    events = invocation_lines.with_lambdas_own(report, lines)
    if (found := _events.get()) is not None:
        found += events
    if not _create(config["Role"], group, stream):
        return
    now = int(time.time() * 1000)
    written = [{"timestamp": now, "message": event} for event in events]
    cloudwatch_logs._put_log_events({"logGroupName": group, "logStreamName": stream, "logEvents": written})


def _create(role: str, group: str, stream: str) -> bool:
    """Create the stream, and the group if it is missing; return whether the role may do so and write."""
    arn = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{group}"
    actions = {"logs:CreateLogStream": f"{arn}:log-stream:{stream}", "logs:PutLogEvents": f"{arn}:log-stream:{stream}"}
    if group not in cloudwatch_logs._log_groups:
        actions = {"logs:CreateLogGroup": arn, **actions}
    for action, resource in actions.items():
        if not authorize(get_account_id(), role, action, resource):
            logging.getLogger("lambda").warning("%s may not %s on %s: there is no log", role, action, resource)
            return False
    cloudwatch_logs._create_log_group({"logGroupName": group})
    cloudwatch_logs._create_log_stream({"logGroupName": group, "logStreamName": stream})
    return True
