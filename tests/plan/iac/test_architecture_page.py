"""docs/architecture.md shows the flow of iac/movies."""

import re

import generated
import pytest
from mermaid import functions_of
from movies_picture import movies


@pytest.fixture(scope="module")
def plan(stack_plan):
    return stack_plan("iac/movies")


def test_the_page_shows_the_flow_of_the_stack(plan):
    generated.check("docs/architecture.md", "movies", f"```mermaid\n{movies(plan)}```\n")


def test_every_function_of_the_stack_is_in_the_picture_and_connected(plan):
    edges = [line for line in movies(plan).splitlines() if "->" in line]
    for module in functions_of(plan):
        assert any(re.search(rf"\b{module}\b", line) for line in edges), module
