"""A few root configurations for the examples of all modules: they have no provider block, and all take ``name``.

With a root for each, Terraform and the AWS provider would start once an example. With one root for all, Terraform would
take longer for its 700 resources than for all the rest: the time for its graph grows faster than the number, and it
writes all of the state whenever a resource changes.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from repository import ROOT

MODULES = ROOT / "modules"
PARTS = range(6)
_NAMES = sorted(path.name for path in MODULES.iterdir())


def names_of_examples() -> list[str]:
    """Return ``<module>/<example>`` of each example."""
    return [f"{path.parts[-3]}/{path.name}" for path in sorted(MODULES.glob("*/examples/*"))]


def part_of(example: str) -> int:
    """Return the number of the root that an example is in, one of `PARTS`: the examples of a module are in one."""
    return _NAMES.index(example.partition("/")[0]) % len(PARTS)


def module_call(example: str) -> str:
    """Return the name that an example's module call, and the output with all of its outputs, have in the root."""
    return re.sub(r"\W", "_", example)


def write_root(folder: Path, names: Mapping[str, str]) -> None:
    """Write a root configuration that calls examples.

    Args:
        folder: folder for the file, and a link to the modules.
        names: the variable ``name`` of each example.
    """
    # Of a source that isn't below the root, Terraform copies all modules, for each call.
    (folder / MODULES.name).symlink_to(MODULES)
    sources = {example: f"./{MODULES.name}/" + example.replace("/", "/examples/") for example in names}
    calls = {module_call(each): {"source": sources[each], "name": name} for each, name in names.items()}
    outputs = {call: {"value": f"${{module.{call}}}", "sensitive": True} for call in calls}
    (folder / "main.tf.json").write_text(json.dumps({"module": calls, "output": outputs}, indent=2))
