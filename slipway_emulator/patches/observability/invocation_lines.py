"""Lambda's own lines in the log of an invocation: START, END and REPORT, as text or as JSON.

REPORT has the time of the handler with two decimals, and bills each begun millisecond of it and of the start:
https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
Its status is "timeout" after a timeout:
https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#Status
"""

import json
import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.patches.functions.python_worker.measurements import init_duration, used_memory

_Config = dict[str, Any]
_TIMEOUT = re.compile(r"Task timed out after ([\d.]+) seconds$")


@dataclass(frozen=True)
class Report:
    """How an invocation ended.

    Attributes:
        request_id: id of the invocation.
        status: ``success``, ``error`` or ``timeout``.
        milliseconds: duration of the handler.
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


def report(config: _Config, request_id: str, lines: list[str], failed: bool, elapsed: float) -> Report:
    """Return how an invocation ended.

    Args:
        config: configuration of the function's version.
        request_id: id of the invocation.
        lines: the function's output; the last line says whether it timed out.
        failed: whether it raised, timed out or exited.
        elapsed: milliseconds, with the start.
    """
    if lines and (timeout := _TIMEOUT.search(lines[-1])):
        return Report(request_id, "timeout", float(timeout[1]) * 1000, _init_duration(config), config)
    milliseconds = max(elapsed - (init_duration.get() or 0), 0.01)
    return Report(request_id, "error" if failed else "success", milliseconds, _init_duration(config), config)


def with_lambdas_own(report: Report, lines: list[str]) -> list[str]:
    """Return the events of a log: the function's output between Lambda's own lines, in the configured format."""
    is_json = (report.config.get("LoggingConfig") or {}).get("LogFormat") == "JSON"
    return [*(_json_lines if is_json else _text_lines)(report, lines)]


def _text_lines(report: Report, lines: list[str]) -> Iterator[str]:
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


def _json_lines(report: Report, lines: list[str]) -> Iterator[str]:
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
