"""What a log event says: request, level, message, fields and error, from the formats of Lambda and its runtimes.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_ERRORS = {"ERROR", "CRITICAL", "FATAL"}
_OF_ERROR = ("errorType", "errorMessage", "stackTrace", "trace")
_NOT_FIELDS = {"timestamp", "level", "message", "msg", "requestId", "logger", "location", *_OF_ERROR}
# Node.js writes time, request, level and message; Python level, time, request and message.
_NODE = re.compile(r"\d{4}-\S+Z\t(?P<request>\S*)\t(?P<level>[A-Z]+)\t(?P<message>.*)", re.DOTALL)
_PYTHON = re.compile(r"\[(?P<level>[A-Z]+)\]\t\d{4}-\S+Z\t(?P<request>\S*)\t(?P<message>.*)", re.DOTALL)
_ERROR = re.compile(r"\[(?P<level>ERROR)\] (?P<message>.*)", re.DOTALL)
_ENDED = re.compile(r"\d{4}-\S+Z (?P<request>\S+) (?P<message>(?:Task timed out|RequestId: ).*)", re.DOTALL)
_PLATFORM = re.compile(r"(?P<kind>START|END|REPORT|INIT_START) (?:RequestId: (?P<request>\S+))?(?P<text>.*)", re.DOTALL)
# The start of a new version is checked by an invocation that awslambdaric rejects before the handler:
# lambda_release/check.py.
_START_CHECK = re.compile(r"awslambdaric/lambda_context\.py.*in set_obj_from_dict", re.DOTALL)
# AWS's advice for each error that a function doesn't catch.
_ADVICE = "LAMBDA_WARNING: Unhandled exception."
_METRIC = re.compile(r"\t(Duration|Init Duration|Max Memory Used|Memory Size|Status): ([\w.]+)")
_METRICS = {
    "Duration": "durationMs",
    "Init Duration": "initDurationMs",
    "Max Memory Used": "maxMemoryUsedMB",
    "Memory Size": "memorySizeMB",
}


@dataclass(frozen=True)
class Entry:
    """A log event.

    Attributes:
        message: its text; of the end of an invocation, duration and memory.
        level: e.g. ``INFO``; empty if it has none.
        request: id of the invocation; empty if it isn't known.
        fields: what else it has.
        error: ``errorType``, ``errorMessage`` and ``stackTrace`` or ``trace``, if it has any.
        is_hidden: whether it says nothing that another event doesn't say, as the start of an invocation.
        is_start_check: whether it is the expected error of a deployment's check that the version starts.
    """

    message: str
    level: str = ""
    request: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    error: Mapping[str, Any] = field(default_factory=dict)
    is_hidden: bool = False
    is_start_check: bool = False

    @property
    def is_error(self) -> bool:
        """Whether it is about an error, of the function or of the invocation."""
        return self.level in _ERRORS


def parse(text: str) -> Entry:
    """Return what a log event says."""
    text = text.replace("\r", "\n").rstrip()
    entry = _parse(text)
    return replace(
        entry,
        is_hidden=entry.is_hidden or entry.message.startswith(_ADVICE),
        is_start_check=bool(_START_CHECK.search(text)),
    )


def _parse(text: str) -> Entry:
    try:
        record = json.loads(text) if text.startswith("{") else None
    except ValueError:
        record = None
    if isinstance(record, dict):
        is_platform = str(record.get("type")).startswith("platform.") and isinstance(record.get("record"), dict)
        return _platform(record["type"], record["record"]) if is_platform else _record(record)
    return _text(text)


def _record(record: Mapping[str, Any]) -> Entry:
    message = record.get("message", record.get("msg", ""))
    return Entry(
        message if isinstance(message, str) else json.dumps(message, ensure_ascii=False),
        str(record.get("level", "")).upper(),
        str(record.get("requestId", "")),
        {key: value for key, value in record.items() if key not in _NOT_FIELDS},
        {key: record[key] for key in _OF_ERROR if record.get(key)},
    )


def _platform(kind: str, record: Mapping[str, Any]) -> Entry:
    request = str(record.get("requestId", ""))
    if kind == "platform.report":
        return _report(request, record.get("metrics") or {}, str(record.get("status", "success")))
    is_hidden = kind not in {"platform.fault", "platform.logsDropped"}
    return Entry(f"{kind} {json.dumps(record)}", "" if is_hidden else "ERROR", request, is_hidden=is_hidden)


def _report(request: str, metrics: Mapping[str, Any], status: str) -> Entry:
    parts = [f"{metrics['durationMs']} ms"] if "durationMs" in metrics else []
    if "initDurationMs" in metrics:
        parts.append(f"start {metrics['initDurationMs']} ms")
    if "maxMemoryUsedMB" in metrics:
        parts.append(f"{metrics['maxMemoryUsedMB']} of {metrics.get('memorySizeMB')} MB")
    if status == "success":
        return Entry(", ".join(parts), "", request)
    return Entry(", ".join([status, *parts]), "ERROR", request)


def _text(text: str) -> Entry:
    if match := _PLATFORM.fullmatch(text):
        request = match["request"] or ""
        if match["kind"] != "REPORT":
            return Entry(text, "", request, is_hidden=True)
        values = dict(_METRIC.findall(match["text"]))
        metrics = {name: values[label] for label, name in _METRICS.items() if label in values}
        return _report(request, metrics, values.get("Status", "success"))
    for pattern in (_PYTHON, _NODE):
        if match := pattern.fullmatch(text):
            return Entry(match["message"], match["level"], match["request"])
    if match := _ERROR.fullmatch(text):
        return Entry(match["message"], match["level"])
    if match := _ENDED.fullmatch(text):
        return Entry(match["message"], "ERROR", match["request"])
    return Entry(text)
