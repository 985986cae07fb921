"""Cold and warm starts on AWS, as Lambda reports them in the log of each invocation."""

import base64
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from slipway.errors import SlipwayError

WAVES = 3
"""How often concurrent invocations are tried until there are enough cold starts."""

_CONCURRENT_WARM = 10
_METRICS = {"durationMs": "Duration", "initDurationMs": "Init Duration", "restoreDurationMs": "Restore Duration"}


@dataclass(frozen=True)
class Measured:
    """Times in seconds: of the initialization or restore with the invocation after it, and of other invocations."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)


def largest(cold: int) -> int:
    """Return the most concurrent invocations of `measure`."""
    return cold * WAVES


def most(cold: int, warm: int) -> int:
    """Return the most invocations of `measure`."""
    return sum(cold * wave for wave in range(1, WAVES + 1)) + warm


def measure(invoke: Callable[[], Any], cold: int, warm: int) -> Measured:
    """Invoke a function until both numbers are reached, at most `most` times.

    Lambda starts an execution environment for each invocation that finds all others busy. So cold starts are caused by
    concurrent invocations, in waves that grow, since the environments of one wave answer the next.

    Args:
        invoke: invokes once, and returns boto3's response with the end of the log.
        cold: how many cold starts to reach.
        warm: how many other invocations to reach.

    Raises:
        SlipwayError: the function failed, or its log has no report.
    """
    found = Measured()

    def invoke_all(count: int, concurrent: int) -> None:
        with ThreadPoolExecutor(concurrent) as pool:
            for is_cold, seconds in pool.map(lambda _: _report(invoke()), range(count)):
                (found.cold if is_cold else found.warm).append(seconds)

    for wave in range(1, WAVES + 1):
        if len(found.cold) < cold:
            invoke_all(cold * wave, cold * wave)
    if len(found.warm) < warm:
        invoke_all(warm - len(found.warm), _CONCURRENT_WARM)
    return found


def _report(response: Any) -> tuple[bool, float]:  # noqa: ANN401 - boto3's
    """Return whether an invocation was a cold start, and how long it took with it, in seconds."""
    if "FunctionError" in response:
        raise SlipwayError(f"the function failed: {response['Payload'].read().decode(errors='replace')[:500]}")
    log = base64.b64decode(response.get("LogResult", "")).decode(errors="replace")
    metrics = _metrics(log)
    if "durationMs" not in metrics:
        raise SlipwayError("the log has no report of Lambda: set the function's system log level to INFO")
    before = metrics.get("initDurationMs", metrics.get("restoreDurationMs"))
    return before is not None, (metrics["durationMs"] + (before or 0)) / 1000


def _metrics(log: str) -> dict[str, float]:
    """Return the metrics of the report in a log, whose format is JSON or text."""
    for line in log.splitlines():
        if line.startswith("{") and '"platform.report"' in line:
            return {name: float(value) for name, value in json.loads(line)["record"]["metrics"].items()}
        if line.startswith("REPORT "):
            found = {name: re.search(rf"\t{label}: ([\d.]+) ms", line) for name, label in _METRICS.items()}
            return {name: float(match[1]) for name, match in found.items() if match}
    return {}
