"""Every example of every module can be applied, converges, and goes without a trace."""

import pytest
from module_examples import MODULES, PARTS

from .conftest import OWN_ROOT, assert_nothing_is_left, found


@pytest.mark.parametrize("part", PARTS)
def test_examples_are_applied_and_converge(examples_of_part, aws, part):
    examples = examples_of_part(part)
    resources = found(aws, examples.prefix)
    assert [example for example, name in examples.names.items() if not any(name in each for each in resources)] == []

    examples.stack.assert_converged()


@pytest.mark.parametrize("part", PARTS)
def test_examples_leave_nothing_when_they_are_destroyed(examples_of_part, aws, part):
    examples = examples_of_part(part)
    examples.stack.destroy()
    assert_nothing_is_left(aws, examples.prefix)


@pytest.mark.parametrize("example", OWN_ROOT)
def test_example_with_a_setting_of_the_account_is_applied_and_converges(tf, aws, unique_name, example):
    stack = tf(MODULES / example.replace("/", "/examples/"), name=unique_name)

    stack.apply()
    stack.assert_converged()
    assert found(aws, unique_name)

    stack.destroy()
    assert_nothing_is_left(aws, unique_name)
