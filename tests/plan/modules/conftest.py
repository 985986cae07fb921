"""The plans of all examples, made in one root: most of a plan is the start of Terraform and the provider."""

import pytest
from module_examples import module_call, names_of_examples, write_root

from slipway.harness.plan import Plan


@pytest.fixture(scope="session")
def examples(tf_session, once_per_run, tmp_path_factory):
    """``examples["lambda/minimal"]`` is the plan of that example, whose ``name`` is "example"."""
    names = dict.fromkeys(names_of_examples(), "example")

    def plan():
        folder = tmp_path_factory.mktemp("examples")
        write_root(folder, names)
        return dict(tf_session(folder).plan())

    root = Plan(once_per_run("plan of the examples", plan))
    return {name: root.of_module(module_call(name)) for name in names}
