"""The plans of all examples, made in a few roots."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from module_examples import module_call, part_of

from slipway.harness.plan import Plan


@dataclass(frozen=True)
class Examples:
    """``examples["lambda/minimal"]`` is the plan of that example, whose ``name`` is "example"."""

    root: Callable[[int], Plan]

    def __getitem__(self, example: str) -> Plan:
        return self.root(part_of(example)).of_module(module_call(example))


@pytest.fixture(scope="session")
def examples(example_root):
    """The plans of the examples, of which each root is planned once in a run, when it is needed."""
    return Examples(functools.cache(lambda part: Plan(example_root(part)["plan"])))
