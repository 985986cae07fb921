"""Prints the targets that each patch changes in MiniStack, as JSON. Runs in the emulator's environment."""

import importlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from slipway_emulator.patches.registry import PATCHES

_PREFIX = "ministack."
_OF_PYTHON = ("__builtins__", "__annotations__")


def main() -> None:
    """Apply one patch after the other, and compare MiniStack's modules before and after each."""
    os.environ |= {"SLIPWAY_RUNTIME_PYTHON": sys.executable, "AWS_SECRET_ACCESS_KEY": "secret"}
    os.environ["SLIPWAY_INVOCATIONS_FILE"] = os.devnull
    for target in sorted({target for patch in PATCHES for target in patch.targets}):
        importlib.import_module(_PREFIX + target.rpartition(".")[0])
    print(json.dumps(dict(_changes())))


def _changes() -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Apply the patches, and yield the name and the targets of each."""
    before, modules = _snapshot(), len(sys.modules)
    for name in (patch.name for patch in PATCHES):
        patch = importlib.import_module(f"slipway_emulator.patches.{name}")
        if len(sys.modules) > modules + 1:  # it may import more of MiniStack, which isn't a change
            before |= {"attributes": (attributes := _attributes()), "dictionaries": _copies(attributes)}
        patch.apply()
        after, modules = _snapshot(), len(sys.modules)
        yield name, _compared(before, after)
        before = after


def _snapshot() -> dict[str, dict[Any, Any]]:
    attributes = _attributes()
    classes = {
        f"{module}.{name}": value
        for module, namespace in attributes.items()
        for name, value in namespace.items()
        if isinstance(value, type) and value.__module__ == _PREFIX + module and value.__name__ == name
    }
    return {
        "attributes": attributes,
        "dictionaries": _copies(attributes),
        # The classes of the patches that are derived from each class of MiniStack, and the methods of that.
        "derived": {key: {each for each in value.__subclasses__() if _is_own(each)} for key, value in classes.items()},
        "members": {
            key: {name: each for name, each in vars(value).items() if callable(each)} for key, value in classes.items()
        },
    }


def _attributes() -> dict[str, dict[str, Any]]:
    """Return the attributes of each module, without a name for each of 12,000: this is called for each patch."""
    modules = [(name, module) for name, module in sys.modules.items() if name.startswith(_PREFIX)]
    return {name.removeprefix(_PREFIX): {**vars(module)} for name, module in modules}


def _copies(attributes: dict[str, dict[str, Any]]) -> dict[tuple[str, str], dict[Any, Any]]:
    return {
        (module, name): dict(value)
        for module, namespace in attributes.items()
        for name, value in namespace.items()
        if isinstance(value, dict) and name not in _OF_PYTHON
    }


def _is_own(derived: type) -> bool:
    return derived.__module__.startswith("slipway_emulator.")


def _compared(before: dict[str, dict[Any, Any]], after: dict[str, dict[Any, Any]]) -> dict[str, list[str]]:
    changed, wraps = set(), set()
    for module, namespace in after["attributes"].items():
        old = before["attributes"].get(module, {})
        for name, value in namespace.items():
            if value is not old.get(name) and name not in _OF_PYTHON:
                changed.add(f"{module}.{name}")
                if old.get(name) in list(_wrapped(value)):
                    wraps.add(f"{module}.{name}")
    extends = {".".join(key) for key, value in after["dictionaries"].items() if value != before["dictionaries"][key]}
    extends |= {key for key, classes in after["derived"].items() if classes > before["derived"].get(key, set())}
    extends |= {key for key, value in after["members"].items() if value != before["members"].get(key, value)}
    return {"wraps": sorted(wraps), "replaces": sorted(changed - wraps), "extends": sorted(extends)}


def _wrapped(function: Any) -> Iterator[Any]:
    while function := getattr(function, "__wrapped__", None):
        yield function


if __name__ == "__main__":
    main()
