import random
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from snapshot_runtime import SnapshotRuntime

from snap_start import hooks


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> SnapshotRuntime:
    return SnapshotRuntime(monkeypatch)


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def primings(done: list[str]) -> dict[str, Callable[[], object]]:
    return {"call": lambda: done.append("call"), "request": lambda: done.append("request")}


@pytest.fixture(autouse=True)
def generator() -> Iterator[None]:
    state = random.getstate()
    yield
    random.setstate(state)


@pytest.mark.parametrize("name", ["call", "request"])
def test_the_priming_that_the_setting_names_runs_once_before_the_snapshot(
    runtime: SnapshotRuntime, primings: Any, done: list[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PRIMING", name)
    hooks.prepare(primings)
    assert done == []
    runtime.take_snapshot()
    runtime.restore()
    assert done == [name]


def test_without_the_setting_nothing_is_primed(runtime: SnapshotRuntime, primings: Any, done: list[str]) -> None:
    hooks.prepare(primings)
    runtime.take_snapshot()
    runtime.restore()
    assert done == []


@pytest.mark.parametrize("kind", ["on-demand", "provisioned-concurrency", None])
def test_without_snap_start_nothing_is_registered(
    runtime: SnapshotRuntime, primings: Any, monkeypatch: pytest.MonkeyPatch, kind: str | None
) -> None:
    monkeypatch.setenv("PRIMING", "call")
    if kind:
        monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", kind)
    else:
        monkeypatch.delenv("AWS_LAMBDA_INITIALIZATION_TYPE")
    hooks.prepare(primings)
    hooks.after_restore(print)
    assert runtime.before + runtime.after == []


def test_a_setting_that_names_no_priming_is_an_error_everywhere(primings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIMING", "Call")
    with pytest.raises(RuntimeError, match="PRIMING is 'Call': write call or request"):
        hooks.prepare(primings)


def test_a_priming_that_fails_is_logged_and_the_snapshot_is_taken(
    runtime: SnapshotRuntime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ConnectionError("no table")

    monkeypatch.setenv("PRIMING", "call")
    hooks.prepare({"call": fail})
    runtime.take_snapshot()
    assert "the priming 'call' failed" in caplog.text
    assert "no table" in caplog.text


def test_copies_of_a_snapshot_draw_different_numbers(runtime: SnapshotRuntime, primings: Any) -> None:
    hooks.prepare(primings)
    runtime.take_snapshot()
    snapshot, numbers = random.getstate(), set()
    for _ in range(3):
        random.setstate(snapshot)
        runtime.restore()
        numbers.add(random.random())
    assert len(numbers) == 3


def test_a_function_is_called_after_each_restore_with_its_arguments(runtime: SnapshotRuntime, done: list[str]) -> None:
    hooks.after_restore(done.append, "renewed")
    runtime.take_snapshot()
    assert done == []
    runtime.restore()
    runtime.restore()
    assert done == ["renewed", "renewed"]


def test_connections_and_credentials_are_renewed_once_they_are_there(
    runtime: SnapshotRuntime, primings: Any, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also the connection of the priming, which runs before: no snapshot has an open one."""
    transport, container, tracing = SimpleNamespace(), SimpleNamespace(), SimpleNamespace()
    transport.reset = lambda: done.append("connections")
    container.forget = lambda: done.append("credentials")
    tracing.reset = lambda: done.append("exporter")
    monkeypatch.setenv("PRIMING", "call")
    monkeypatch.setitem(sys.modules, "aws_client.transport", transport)  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "aws_client.container", container)  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "runtime.tracing", tracing)  # type: ignore[arg-type]
    hooks.prepare(primings)
    runtime.take_snapshot()
    assert done == ["call", "connections", "credentials", "exporter"]
    runtime.restore()
    assert done[4:] == ["connections", "credentials", "exporter"]
