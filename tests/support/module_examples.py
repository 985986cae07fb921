"""One root configuration for the examples of all modules: they have no provider block, and all take ``name``."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from repository import ROOT

MODULES = ROOT / "modules"


def names_of_examples() -> list[str]:
    """Return ``<module>/<example>`` of each example."""
    return [f"{path.parts[-3]}/{path.name}" for path in sorted(MODULES.glob("*/examples/*"))]


def module_call(example: str) -> str:
    """Return the name that an example's module call, and the output with all of its outputs, have in the root."""
    return re.sub(r"\W", "_", example)


def write_root(folder: Path, names: Mapping[str, str]) -> None:
    """Write a root configuration that calls examples.

    Args:
        folder: for the file.
        names: the variable ``name`` of each example.
    """
    # Without //, a relative path in an example may not lead out of the example's folder.
    sources = {example: str(MODULES) + "//" + example.replace("/", "/examples/") for example in names}
    calls = {module_call(each): {"source": sources[each], "name": name} for each, name in names.items()}
    outputs = {call: {"value": f"${{module.{call}}}", "sensitive": True} for call in calls}
    (folder / "main.tf.json").write_text(json.dumps({"module": calls, "output": outputs}, indent=2))
