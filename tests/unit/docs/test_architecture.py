"""docs/architecture.md and slipway_emulator/README.md are what the code says."""

import architecture
import generated
import pytest

from slipway.deploy.actions import ACTIONS

pytestmark = pytest.mark.xdist_group("architecture")  # each worker would read the code for a second

PAGE = "docs/architecture.md"


def test_the_processes_are_those_of_the_repository():
    generated.check(PAGE, "processes", f"```mermaid\n{architecture.processes()}```\n")


def test_the_owners_of_a_function_are_those_of_the_code():
    generated.check(PAGE, "ownership", f"```mermaid\n{architecture.ownership(ACTIONS)}```\n")


def test_the_packages_are_those_of_the_repository():
    generated.check(PAGE, "packages", architecture.layers("slipway", "lambda_release"))


def test_the_packages_of_the_local_aws_are_those_of_the_repository():
    generated.check("slipway_emulator/README.md", "packages", architecture.layers("slipway_emulator"))


def test_every_package_has_a_docstring():
    rows = [line for line in architecture.layers(*architecture.PROGRAMS).splitlines() if line.startswith("| `")]
    assert len(rows) > 10
    assert [row for row in rows if "|  |" in row] == []


def test_a_package_imports_only_packages_of_lower_layers():
    levels = architecture._levels({"a": {"b", "c"}, "b": {"c"}, "c": set(), "d": {"c"}})
    assert levels == [{"c"}, {"b", "d"}, {"a"}]


def test_packages_that_import_each_other_are_in_one_layer():
    assert architecture._levels({"a": {"b"}, "b": {"a"}, "c": set()}) == [{"c"}, {"a", "b"}]
