"""A pytest plugin: how long each group of tests took, at the end of a run. A group is a folder below ``tests/``.

CPU seconds are those of the worker and of its child processes, such as Terraform and the AWS provider. The local AWS,
which all workers share, has its own line.
"""

import os
import resource
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from slipway.harness import run

_TICKS = os.sysconf("SC_CLK_TCK")  # a second, in /proc


@dataclass
class _Cost:
    tests: int = 0
    seconds: float = 0
    cpu_seconds: float = 0


_costs: dict[str, _Cost] = defaultdict(_Cost)
_measured: dict[str, float] = defaultdict(float)  # CPU seconds of this process by group
_current: tuple[str, float] | None = None  # the group of the last test, and the CPU seconds when its first one began


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Measure when the group changes: at each test, this was a fifth of the CPU time of `tests/unit`."""
    global _current  # noqa: PLW0603 - pytest runs one test at a time
    group = _group(item.nodeid)
    if _current and _current[0] != group:
        _end_group()
    _current = _current or (group, _cpu_seconds())


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Pass this process's measurements to xdist's controller, if it is a worker."""
    _end_group()
    _add(_measured)
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["cpu_seconds"] = dict(_measured)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add the measurements of a worker; one that was killed has none."""
    _add(getattr(node, "workeroutput", {}).get("cpu_seconds", {}))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add a phase of a test to its group."""
    cost = _costs[_group(report.nodeid)]
    cost.tests += report.when == "call"
    cost.seconds += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print a line for each group, the longest first."""
    if not _costs:
        return
    terminalreporter.section("time by group, all workers together")
    for group, cost in sorted(_costs.items(), key=lambda item: -item[1].seconds):
        tests = f"{cost.tests} tests"
        terminalreporter.line(f"{group:24} {tests:>12} {cost.seconds:8.1f} s {cost.cpu_seconds:8.1f} CPU s")
    local_aws = sum(_family_seconds(file.read_text()) for file in run.directory(config).glob("*/emulator.pid"))
    if local_aws:
        terminalreporter.line(f"{'the local AWS':24} {local_aws:31.1f} CPU s")


def _group(test: str) -> str:
    """Return the group of a test's id."""
    path = test.partition("::")[0].split("/")
    return "/".join(path[:2] if len(path) > 2 else path[:1])


def _end_group() -> None:
    """Add what the current group has taken since its first test began."""
    global _current  # noqa: PLW0603
    if _current:
        group, before = _current
        _measured[group] += _cpu_seconds() - before
        _current = None


def _add(cpu_seconds: Mapping[str, float]) -> None:
    for group, seconds in cpu_seconds.items():
        _costs[group].cpu_seconds += seconds


def _cpu_seconds() -> float:
    """Return the CPU seconds of this process and of its children, also of those that still run, such as a provider."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages) + sum(map(_process_seconds, _children("self")))


def _family_seconds(pid: str) -> float:
    """Return the CPU seconds of a process and of all below it, such as functions below the fork server."""
    return _process_seconds(pid) + sum(map(_family_seconds, _children(pid)))


def _children(pid: str) -> list[str]:
    """Return the ids of the children of a process that haven't been waited for."""
    return [child for file in Path(f"/proc/{pid}/task").glob("*/children") for child in _read(file).split()]


def _read(file: Path) -> str:
    """Return the text of a file below ``/proc``; empty if its thread or process has ended."""
    try:
        return file.read_text()
    except OSError:
        return ""


def _process_seconds(pid: str) -> float:
    """Return the CPU seconds of a process and of those children that have ended; 0 where there is no ``/proc``."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS  # utime, stime, cutime and cstime of proc_pid_stat(5)
