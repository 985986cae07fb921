"""The fixtures ``tf``, ``tf_module`` and ``tf_session``: stacks and plans, until a test, a file or a session ends."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from slipway.harness import scenarios, tracebacks
from slipway.harness.module_plan import module_plan
from slipway.harness.plan import Plan
from slipway.harness.refusals import refusals
from slipway.harness.scenarios import Scenarios
from slipway.harness.stack import Stack, call_all, destroy
from slipway.harness.workspace import Workspace
from slipway.terraform import TerraformError

__tracebackhide__ = tracebacks.hide


class Stacks:
    """Makes stacks, and destroys them in reverse at the end of a ``with`` block."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._made: list[tuple[Stack, Path]] = []

    def __call__(self, module_dir: str | Path, /, **variables: Any) -> Stack:  # noqa: ANN401 - any variable's value
        """Return a stack of a copy of a root configuration or module, after ``terraform init``.

        Args:
            module_dir: absolute, or from pytest's root directory.
            variables: variables of Terraform; a value of any type that JSON has.

        Raises:
            SlipwayError: there is no configuration, or Terraform refuses it.
        """
        directory, folder = self._workspace.copy(module_dir)
        stack = self._workspace.stack(directory, variables)
        self._made.append((stack, folder))
        self._workspace.init(directory)
        return stack

    def plans(self, module_dir: str | Path, scenarios_: Scenarios, /) -> dict[str, Plan]:
        """Return a plan of a module for each scenario, all from one run of Terraform.

        Args:
            module_dir: absolute, or from pytest's root directory.
            scenarios_: the variables of each scenario by its name, which may have letters, digits, _ and -.

        Raises:
            SlipwayError: there is no configuration, or Terraform refuses a scenario.
        """
        source = self._workspace.source(module_dir)
        scenarios.check(source, scenarios_)
        with self._workspace.scratch(source.name) as root:
            try:
                return self._plans_together(root, source, scenarios_)
            except TerraformError:
                # Of a call for each, the error names the scenario. And a module with a provider can't have `for_each`.
                return self._plans_apart(root, source, scenarios_)

    def refusals(self, module_dir: str | Path, scenarios_: Scenarios, /) -> dict[str, str]:
        """Return the errors with which Terraform refuses each scenario of a module, in a line that names the variable.

        Those that a validation of a variable refuses share a few runs of Terraform. Each of the others takes its own.

        Args:
            module_dir: see `plans`.
            scenarios_: see `plans`.

        Raises:
            AssertionError: Terraform accepts a scenario; lists all such.
            SlipwayError: there is no configuration, or it can't be planned with any variables.
        """
        source = self._workspace.source(module_dir)
        refused = refusals(self._workspace, source, scenarios_)
        if accepted := {name: variables for name, variables in scenarios_.items() if name not in refused}:
            raise AssertionError("\n".join(["Terraform accepts:", *map(_line, accepted.items())]))
        return refused

    def _plans_together(self, root: Path, source: Path, all_scenarios: Scenarios) -> dict[str, Plan]:
        groups = scenarios.write_together(root, source, all_scenarios)
        plan = self._plan(root)
        calls = {name: group.call for group in groups for name in group.scenarios}
        return {
            name: Plan(module_plan(plan, calls[name], variables, key=name)) for name, variables in all_scenarios.items()
        }

    def _plans_apart(self, root: Path, source: Path, all_scenarios: Scenarios) -> dict[str, Plan]:
        scenarios.write(root, source, all_scenarios)
        plan = self._plan(root)
        return {name: Plan(module_plan(plan, name, variables)) for name, variables in all_scenarios.items()}

    def _plan(self, root: Path) -> dict[str, Any]:
        self._workspace.init(root)
        return self._workspace.terraform(root).plan()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        made, self._made = self._made, []
        call_all(partial(destroy, *each) for each in reversed(made))


def _line(scenario: tuple[str, Mapping[str, Any]]) -> str:
    name, variables = scenario
    return f"  {name}: {dict(variables)}"
