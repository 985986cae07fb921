"""Prints the targets that each patch changes in MiniStack, as JSON. Runs in the emulator's environment."""

import importlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from slipway_emulator.patches.registry import PATCHES

_PREFIX = "ministack."


def main() -> None:
    """Apply one patch after the other, and compare MiniStack's modules before and after each."""
    os.environ |= {"SLIPWAY_RUNTIME_PYTHON": sys.executable, "AWS_SECRET_ACCESS_KEY": "secret"}
    os.environ["SLIPWAY_INVOCATIONS_FILE"] = os.devnull
    for target in sorted({target for patch in PATCHES for target in patch.targets}):
        importlib.import_module(_PREFIX + target.rpartition(".")[0])
    print(json.dumps({patch.name: _apply(patch.name) for patch in PATCHES}))


def _apply(name: str) -> dict[str, list[str]]:
    derived, members = _derived_classes(), _members()
    patch = importlib.import_module(f"slipway_emulator.patches.{name}")
    attributes, dictionaries = _attributes(), {key: dict(value) for key, value in _dictionaries()}
    patch.apply()
    changed = {key: value for key, value in _attributes().items() if value is not attributes.get(key)}
    wraps = {key for key, value in changed.items() if attributes.get(key) in list(_wrapped(value))}
    extends = {key for key, value in _dictionaries() if value != dictionaries[key]}
    extends |= {key for key, classes in _derived_classes().items() if classes > derived.get(key, set())}
    extends |= {key for key, value in _members().items() if value != members.get(key, value)}
    return {"wraps": sorted(wraps), "replaces": sorted(changed.keys() - wraps), "extends": sorted(extends)}


def _attributes() -> dict[str, Any]:
    modules = [(name, module) for name, module in sys.modules.items() if name.startswith(_PREFIX)]
    return {
        f"{name.removeprefix(_PREFIX)}.{attribute}": value
        for name, module in modules
        for attribute, value in vars(module).items()
    }


def _dictionaries() -> Iterator[tuple[str, dict[Any, Any]]]:
    for key, value in _attributes().items():
        if isinstance(value, dict) and not key.endswith(("__builtins__", "__annotations__")):
            yield key, value


def _derived_classes() -> dict[str, set[type]]:
    """Return the classes of the patches that are derived from each class of MiniStack."""
    return {
        key: {derived for derived in value.__subclasses__() if derived.__module__.startswith("slipway_emulator.")}
        for key, value in _classes()
    }


def _members() -> dict[str, dict[str, Any]]:
    """Return the methods of each class of MiniStack."""
    return {key: {name: each for name, each in vars(value).items() if callable(each)} for key, value in _classes()}


def _classes() -> Iterator[tuple[str, type]]:
    for key, value in _attributes().items():
        if isinstance(value, type) and f"{value.__module__}.{value.__name__}" == _PREFIX + key:
            yield key, value


def _wrapped(function: Any) -> Iterator[Any]:
    while function := getattr(function, "__wrapped__", None):
        yield function


if __name__ == "__main__":
    main()
