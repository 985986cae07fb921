"""Invokes a function with several memory sizes, and measures how long it takes."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import mean
from typing import Any

from botocore.config import Config

from slipway.aws.target import Target
from slipway.errors import SlipwayError

# A function may run for 15 minutes. A retry would run it again.
_CONFIG = Config(read_timeout=920, retries={"total_max_attempts": 1})
_LOG_TIMEOUT = 60  # seconds until CloudWatch Logs has the lines of an invocation
# In text and in Lambda's JSON format.
_DURATION = re.compile(r"\tDuration: ([\d.]+) ms|\"durationMs\":\s*([\d.]+)")
_BILLED = re.compile(r"Billed Duration: ([\d.]+) ms|\"billedDurationMs\":\s*([\d.]+)")


@dataclass(frozen=True)
class Measurement:
    """What invocations with one memory size took.

    Attributes:
        memory: MB.
        durations: durations of the invocations, in milliseconds. The first one has a cold start.
        billed: billed durations of the invocations, in milliseconds.
    """

    memory: int
    durations: tuple[float, ...]
    billed: tuple[float, ...]

    @property
    def warm(self) -> float:
        """The mean duration, in milliseconds, without the first invocation if there are others."""
        return mean(self.durations[1:] or self.durations)

    def cost(self, invocation: float, gb_second: float) -> float:
        """Return the mean price of an invocation, in the currency of its prices."""
        return invocation + gb_second * self.memory / 1024 * mean(self.billed[1:] or self.billed) / 1000


def measure(target: Target, name: str, event: str, memories: Sequence[int], runs: int) -> list[Measurement]:
    """Publish a version of a function for each memory size, and invoke it.

    No alias changes. However it ends, the function has its memory size again, and the versions are deleted.

    Args:
        target: account and region.
        name: name of the function.
        event: JSON.
        memories: memory sizes in MB.
        runs: invocations of each version, one after the other.

    Raises:
        SlipwayError: an invocation failed, or its log has no report.
    """
    client, found = target.client("lambda", _CONFIG), []
    with _restored(client, name):
        for memory in memories:
            with _version(client, name, memory) as version:
                started = int(time.time() * 1000) - 1000
                for _ in range(runs):
                    _invoke(client, name, version, event, memory)
                reports = _reports(target, client, name, version, started, runs)
                found.append(Measurement(memory, *zip(*reports, strict=True)))
    return found


@contextmanager
def _restored(client: Any, name: str) -> Iterator[None]:  # noqa: ANN401 - boto3's
    memory = client.get_function_configuration(FunctionName=name)["MemorySize"]
    try:
        yield
    finally:
        _set_memory(client, name, memory)


@contextmanager
def _version(client: Any, name: str, memory: int) -> Iterator[str]:  # noqa: ANN401 - boto3's
    pages = client.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    existing = {each["Version"] for page in pages for each in page["Versions"]}
    _set_memory(client, name, memory)
    version = client.publish_version(FunctionName=name, Description=f"slipway tune: {memory} MB")["Version"]
    try:
        client.get_waiter("function_active_v2").wait(FunctionName=name, Qualifier=version)
        yield version
    finally:
        if version not in existing:  # Lambda publishes nothing if the newest version is the same
            client.delete_function(FunctionName=name, Qualifier=version)


def _set_memory(client: Any, name: str, memory: int) -> None:  # noqa: ANN401 - boto3's
    waiter = client.get_waiter("function_updated_v2")
    waiter.wait(FunctionName=name)  # Lambda refuses a change during another one
    client.update_function_configuration(FunctionName=name, MemorySize=memory)
    waiter.wait(FunctionName=name)


def _invoke(client: Any, name: str, version: str, event: str, memory: int) -> None:  # noqa: ANN401 - boto3's
    response = client.invoke(FunctionName=name, Qualifier=version, Payload=event)
    if "FunctionError" in response:
        error = response["Payload"].read().decode(errors="replace")
        raise SlipwayError(f"{name} failed with {memory} MB: {error[:300]}: try `slipway invoke` with the event")


def _reports(
    target: Target,
    client: Any,  # noqa: ANN401 - boto3's
    name: str,
    version: str,
    started: int,
    runs: int,
) -> list[tuple[float, float]]:
    """Wait for the reports of a version's invocations in the log, and return their durations, real and billed."""
    group = client.get_function_configuration(FunctionName=name).get("LoggingConfig", {}).get("LogGroup")
    pages = target.client("logs").get_paginator("filter_log_events")
    deadline = time.monotonic() + _LOG_TIMEOUT
    while time.monotonic() < deadline:
        found = pages.paginate(
            logGroupName=group or f"/aws/lambda/{name}", startTime=started, filterPattern='?"REPORT" ?"platform.report"'
        )
        # The name of a log stream has the version: 2026/11/29/[7]a1b2…
        events = [each for page in found for each in page["events"] if f"[{version}]" in each["logStreamName"]]
        reports = [report for each in events if (report := read_report(each["message"]))]
        if len(reports) >= runs:
            return reports
        time.sleep(1)
    raise SlipwayError(f"the log of {name} has no report of its invocations: its system log level must be INFO")


def read_report(message: str) -> tuple[float, float] | None:
    """Return the duration and the billed duration in a log line, in milliseconds; None if it isn't a report."""
    duration, billed = _DURATION.search(message), _BILLED.search(message)
    return (float(duration[1] or duration[2]), float(billed[1] or billed[2])) if duration and billed else None
