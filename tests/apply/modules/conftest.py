"""The examples of all modules, applied as one root: most of an apply is the AWS provider's start and its waits."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from slipway.harness import unique_name as make_unique_name

MODULES = Path(__file__).parents[3] / "modules"
# API Gateway has one logging role an account and region: only one of its examples can be in a root.
OWN_ROOT = ("api-gateway-account/minimal", "rest-api/minimal", "rest-api-method/minimal")


def names_of_examples() -> list[str]:
    """Return ``<module>/<example>`` of each example."""
    return [f"{path.parts[-3]}/{path.name}" for path in sorted(MODULES.glob("*/examples/*"))]


@dataclass(frozen=True)
class Examples:
    """An applied root with a module call for each example.

    Attributes:
        stack: the root.
        prefix: begins the name of each example and of nothing else.
        names: ``<module>/<example>`` to the ``name`` that the example was given.
    """

    stack: Any
    prefix: str
    names: dict[str, str]

    def outputs(self, example: str) -> dict[str, Any]:
        """Return the outputs of an example."""
        outputs: dict[str, Any] = self.stack.outputs[_call(example)]
        return outputs


def _call(example: str) -> str:
    return re.sub(r"\W", "_", example)


def write_root(folder: Path, prefix: str, examples: list[str]) -> dict[str, str]:
    """Write a root that calls examples; return their names."""
    names = {example: f"{prefix}{index:02}" for index, example in enumerate(examples)}
    calls = {_call(one): {"source": str(MODULES / one.replace("/", "/examples/")), "name": names[one]} for one in names}
    outputs = {call: {"value": f"${{module.{call}}}", "sensitive": True} for call in calls}
    (folder / "main.tf.json").write_text(json.dumps({"module": calls, "output": outputs}, indent=2))
    return names


@pytest.fixture(scope="session")
def examples(tf_session, tmp_path_factory) -> Iterator[Examples]:
    """All examples that can be applied together."""
    folder, prefix = tmp_path_factory.mktemp("examples"), make_unique_name()
    names = write_root(folder, prefix, [name for name in names_of_examples() if name not in OWN_ROOT])
    return Examples(tf_session(folder).apply(), prefix, names)


@pytest.hookimpl(tryfirst=True)  # before xdist's own, which reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of the common root in one worker, which applies it once."""
    for item in items:
        if "examples" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("examples"))
