"""The plans of all examples, made in a few roots."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from module_examples import module_call, names_of_examples, part_of, write_root

from slipway.harness.plan import Plan


@dataclass(frozen=True)
class Examples:
    """``examples["lambda/minimal"]`` is the plan of that example, whose ``name`` is "example"."""

    root: Callable[[int], Plan]

    def __getitem__(self, example: str) -> Plan:
        return self.root(part_of(example)).of_module(module_call(example))


@pytest.fixture(scope="session")
def examples(tf_session, once_per_run, tmp_path_factory):
    """The plans of the examples, of which each root is planned once in a run, when it is needed."""

    def plan(part):
        folder = tmp_path_factory.mktemp("examples")
        write_root(folder, {each: "example" for each in names_of_examples() if part_of(each) == part})
        return dict(tf_session(folder).plan())

    root = functools.cache(lambda part: Plan(once_per_run(f"plan of the examples, part {part}", lambda: plan(part))))
    return Examples(root)
