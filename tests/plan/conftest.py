"""The roots with the examples of all modules, each of which is made and planned once in a run."""

import functools
from collections.abc import Callable
from typing import Any

import pytest
from module_examples import names_of_examples, part_of, write_root

from slipway.harness.stack import Stack


@pytest.fixture(scope="session")
def graph_of() -> Callable[[Stack], str]:
    """``graph_of(stack)`` is the graph of a plan in Graphviz' language."""
    return lambda stack: stack._terraform()._commands.run("graph", None, type="plan").stdout


@pytest.fixture(scope="session")
def example_root(
    tf_session: Any, once_per_run: Any, tmp_path_factory: pytest.TempPathFactory, graph_of: Callable[[Stack], str]
) -> Callable[[int], dict[str, Any]]:
    """``example_root(0)`` has the ``plan`` and the ``graph`` of the first root, with the ``name`` "example" for all."""

    def make(part: int) -> dict[str, Any]:
        folder = tmp_path_factory.mktemp("examples")
        write_root(folder, {each: "example" for each in names_of_examples() if part_of(each) == part})
        stack = tf_session(folder)
        return {"plan": dict(stack.plan()), "graph": graph_of(stack)}

    return functools.cache(lambda part: once_per_run(f"examples of the modules, part {part}", lambda: make(part)))
