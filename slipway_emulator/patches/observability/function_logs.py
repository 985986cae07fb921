"""A function's log is written to CloudWatch Logs if its role allows it, in the configured format.

AWS writes the log with the permissions of the function's role, which needs ``logs:CreateLogStream`` and
``logs:PutLogEvents`` on the log group's streams, and ``logs:CreateLogGroup`` if the group doesn't exist:
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
With the log format JSON, AWS's START, END and REPORT lines are JSON too, and the system log level selects them:
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html

Invoke with the log type Tail returns "the last 4 KB of the execution log", with these lines:
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

REPORT has the time of the handler with two decimals, and bills each begun millisecond of it and of the start:
https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
Its status is "timeout" after a timeout:
https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#Status

MiniStack writes the log without the role's permission, creates the group itself, writes START, END and REPORT as
text, and splits the lines of a stack trace, which are one event on AWS. Invoke returns the function's own output alone,
and the start is a part of the time, which is in whole milliseconds.
"""

import contextvars
import functools
import json
import logging
import math
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch_logs, lambda_svc

from slipway_emulator.iam.authorization import authorize
from slipway_emulator.patches.functions.python_worker.measurements import init_duration, used_memory

_Config = dict[str, Any]

_TIMEOUT = re.compile(r"Task timed out after ([\d.]+) seconds$")

# The log of the invocation that is running.
_events: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("log_events", default=None)
# When it began, in seconds since the epoch.
_started: contextvars.ContextVar[float | None] = contextvars.ContextVar("started", default=None)


@dataclass(frozen=True)
class _Report:
    """How an invocation ended.

    Attributes:
        request_id: id of the invocation.
        status: ``success``, ``error`` or ``timeout``.
        milliseconds: duration of the handler, in milliseconds.
        init: milliseconds of a cold start; None for a warm one, and for a snapshot, which isn't initialized.
        config: configuration of the function's version.
    """

    request_id: str
    status: str
    milliseconds: float
    init: float | None
    config: _Config

    @property
    def billed(self) -> int:
        """Milliseconds that AWS bills."""
        return math.ceil(self.milliseconds + (self.init or 0))

    @property
    def failed(self) -> bool:
        """Whether the handler raised, timed out or exited."""
        return self.status != "success"


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
    report = _report(config, request_id, lines, failed, duration)
    write = _json_lines if settings.get("LogFormat") == "JSON" else _text_lines
    events = [*write(report, lines)]
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


def _report(config: _Config, request_id: str, lines: list[str], failed: bool, duration: int) -> _Report:
    if lines and (timeout := _TIMEOUT.search(lines[-1])):
        return _Report(request_id, "timeout", float(timeout[1]) * 1000, _init_duration(config), config)
    began = _started.get()
    elapsed = duration if began is None else (time.time() - began) * 1000
    milliseconds = max(elapsed - (init_duration.get() or 0), 0.01)
    return _Report(request_id, "error" if failed else "success", milliseconds, _init_duration(config), config)


def _text_lines(report: _Report, lines: list[str]) -> Iterator[str]:
    yield f"START RequestId: {report.request_id} Version: {report.config.get('Version', '$LATEST')}"
    yield from lines
    yield f"END RequestId: {report.request_id}"
    members = {
        "REPORT RequestId": report.request_id,
        "Duration": f"{report.milliseconds:.2f} ms",
        "Billed Duration": f"{report.billed} ms",
        "Memory Size": f"{report.config.get('MemorySize', 128)} MB",
        "Max Memory Used": f"{_memory_used(report.config)} MB",
    }
    if report.init is not None:
        members["Init Duration"] = f"{report.init:.2f} ms"
    if report.status == "timeout":
        members["Status"] = "timeout"
    yield "".join(f"{name}: {value}\t" for name, value in members.items())


def _json_lines(report: _Report, lines: list[str]) -> Iterator[str]:
    config, request = report.config, {"requestId": report.request_id}
    level = config["LoggingConfig"].get("SystemLogLevel") or "INFO"
    if level != "WARN":
        yield _platform_event("start", {**request, "version": config.get("Version", "$LATEST")})
    yield from lines
    if report.failed or level == "DEBUG":
        yield _platform_event("runtimeDone", {**request, "status": report.status})
    if report.failed or level != "WARN":
        metrics = {
            "durationMs": round(report.milliseconds, 3),
            "billedDurationMs": report.billed,
            "memorySizeMB": config.get("MemorySize", 128),
            "maxMemoryUsedMB": _memory_used(config),
        }
        if report.init is not None:
            metrics["initDurationMs"] = round(report.init, 2)
        yield _platform_event("report", {**request, "metrics": metrics, "status": report.status})


def _platform_event(name: str, record: dict[str, Any]) -> str:
    now = time.time()
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03}Z"
    return json.dumps({"time": moment, "type": f"platform.{name}", "record": record})


def _init_duration(config: _Config) -> float | None:
    """Return the milliseconds of a cold start; None for a warm one, and for a snapshot, which isn't initialized."""
    is_snapshot = (config.get("SnapStart") or {}).get("OptimizationStatus") == "On"
    found: float | None = None if is_snapshot else init_duration.get()
    return found


def _memory_used(config: _Config) -> int:
    # MiniStack's is that of the largest process that has ended.
    used: int = used_memory.get() or lambda_svc._probe_peak_memory_mb({"config": config})
    return used
