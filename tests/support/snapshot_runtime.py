"""Lambda's runtime with SnapStart, as far as hooks see it: the order is that of awslambdaric."""

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest


class SnapshotRuntime:
    """Records the hooks that a function registers, from now on, and runs them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.before: list[Any] = []
        self.after: list[Any] = []
        library: Any = SimpleNamespace(
            register_before_snapshot=_register(self.before), register_after_restore=_register(self.after)
        )
        monkeypatch.setitem(sys.modules, "snapshot_restore_py", library)
        monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")

    def take_snapshot(self) -> None:
        while self.before:
            function, arguments, options = self.before.pop()
            function(*arguments, **options)

    def restore(self) -> None:
        for function, arguments, options in self.after:
            function(*arguments, **options)


def _register(hooks: list[Any]) -> Callable[..., None]:
    return lambda function, *arguments, **options: hooks.append((function, arguments, options))
