"""Refusals: the errors with which Terraform refuses scenarios.

Most are those of validations, for which Terraform needs the variables alone. So all scenarios are planned together in
a copy of the module without resources, which takes no provider: first without the modules that it calls, then with
them. The rest is planned in a copy of the module's variables, with a module call each: an error of a type names the
call and nothing else. What is left then is planned one by one: an error in one may end the plan of all.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from slipway.harness import scenarios, tracebacks
from slipway.harness.module_copies import SCENARIO, ReducedModule, copy_variables, has_calls
from slipway.harness.scenarios import FIRST_VARIABLE, SUFFIX, Group, Scenarios
from slipway.harness.workspace import Workspace
from slipway.terraform import Terraform

__tracebackhide__ = tracebacks.hide

PlanErrors = Callable[[Scenarios], dict[str, str]]
"""Plans scenarios together, and returns their errors by scenario."""

_ADDRESS = re.compile(r"module\.([\w-]+)")
# Without resources, another error may have its cause in what is left out.
_VALIDATION = "Invalid value for variable"
_SCENARIO = re.compile(r'is "([\w-]+)"')


def refusals(workspace: Workspace, module: Path, all_scenarios: Scenarios) -> dict[str, str]:
    """Return the errors of each scenario that Terraform refuses, in one line, in the order of the scenarios.

    Args:
        workspace: workspace in which the scenarios are planned.
        module: the module's folder.
        all_scenarios: the variables by the scenario's name.

    Raises:
        SlipwayError: see `scenarios.check`.
    """
    scenarios.check(module, all_scenarios)
    refused: dict[str, str] = {}

    def refuse(step: Callable[[Workspace, Path, Path, Scenarios], dict[str, str]]) -> bool:
        """Plan what isn't refused yet, and return whether more is refused now."""
        before = len(refused)
        if remaining := _without(all_scenarios, refused):
            with workspace.scratch(module.name) as root:
                refused.update(step(workspace, root, module, remaining))
        return len(refused) > before

    refuse(_refused_without_calls)
    refuse(_refused_without_resources)
    if refuse(_refused_by_variables):  # an error of a type may have hidden others
        refuse(_refused_without_resources)
    refuse(_refused_alone)
    return {name: refused[name] for name in all_scenarios if name in refused}


def _refused_without_calls(workspace: Workspace, root: Path, module: Path, all_scenarios: Scenarios) -> dict[str, str]:
    """Return errors of the module's own variables: for these scenarios, the modules that it calls needn't be read."""
    reduced = ReducedModule.of(module, with_calls=False) if has_calls(module) else None
    return _plan_in(reduced, workspace, root, all_scenarios)(all_scenarios) if reduced else {}


def _refused_without_resources(
    workspace: Workspace, root: Path, module: Path, all_scenarios: Scenarios
) -> dict[str, str]:
    reduced = ReducedModule.of(module)
    return _refused_together(_plan_in(reduced, workspace, root, all_scenarios), all_scenarios) if reduced else {}


def _plan_in(reduced: ReducedModule, workspace: Workspace, root: Path, all_scenarios: Scenarios) -> PlanErrors:
    copy = reduced.write(root / "copy")
    compared = reduced.compared_variables()

    def write(remaining: Scenarios) -> list[Group]:
        return scenarios.write_together(root, copy, remaining, compared, {SCENARIO: "${each.key}"})

    write(all_scenarios)
    terraform = workspace.without_provider(root)
    terraform.init()

    def plan(remaining: Scenarios) -> dict[str, str]:
        groups = write(remaining)
        return _by_shown_scenario(terraform.plan_errors(), groups)

    return plan


def _refused_by_variables(workspace: Workspace, root: Path, module: Path, all_scenarios: Scenarios) -> dict[str, str]:
    copy = root / module.name
    if not copy_variables(module, copy):
        return {}
    scenarios.write(root, copy, all_scenarios)
    terraform = workspace.without_provider(root)
    terraform.init()

    def plan(remaining: Scenarios) -> dict[str, str]:
        return _by_scenario(_plan_errors(terraform, copy, remaining), remaining)

    return _refused_together(plan, all_scenarios)


def _refused_together(plan: PlanErrors, all_scenarios: Scenarios) -> dict[str, str]:
    """Return the errors by scenario.

    Terraform checks in steps: types, then validations, then those that compare variables, then nested modules. An error
    of one scenario ends all of them after that step. So the rest is planned again until no other scenario has an error.

    Args:
        plan: returns the errors by scenario of one plan.
        all_scenarios: scenarios to plan.
    """
    refused: dict[str, str] = {}
    while (remaining := _without(all_scenarios, refused)) and (found := plan(remaining)):
        refused |= found
    return refused


def _without(all_scenarios: Scenarios, refused: Mapping[str, str]) -> Scenarios:
    return {name: variables for name, variables in all_scenarios.items() if name not in refused}


def _refused_alone(workspace: Workspace, root: Path, module: Path, all_scenarios: Scenarios) -> dict[str, str]:
    scenarios.write(root, module, all_scenarios)
    workspace.init(root)
    refused = {}
    for name, variables in all_scenarios.items():
        scenario = {name: variables}
        if errors := _plan_errors(workspace.terraform(root), module, scenario):
            refused[name] = _by_scenario(errors, scenario).get(name) or " ".join(map(_one_line, errors))
    return refused


def _plan_errors(terraform: Terraform, module: Path, remaining: Scenarios) -> list[dict[str, Any]]:
    scenarios.write(terraform.directory, module, remaining)
    return terraform.plan_errors()


def _by_scenario(errors: Sequence[Mapping[str, Any]], remaining: Scenarios) -> dict[str, str]:
    """Return the messages by the scenario whose file, or whose module, they are about."""
    messages: dict[str, list[str]] = {}
    for error in errors:
        place = _place(error)
        name = place["filename"].removesuffix(SUFFIX)
        if name in remaining:
            messages.setdefault(name, []).append(_variable(list(remaining[name]), place) + _one_line(error))
        elif address := _ADDRESS.match(error.get("address", "")):
            messages.setdefault(address[1], []).append(_one_line(error))
    return {name: " ".join(each) for name, each in messages.items()}


def _by_shown_scenario(errors: Sequence[Mapping[str, Any]], groups: Sequence[Group]) -> dict[str, str]:
    """Return the messages of validations by the scenario that Terraform shows among the values of the condition."""
    variables = {group.file: group.variables for group in groups}
    messages: dict[str, list[str]] = {}
    for error in errors:
        values = {each["traversal"]: each["statement"] for each in error.get("snippet", {}).get("values", [])}
        name = _SCENARIO.fullmatch(values.get(f"var.{SCENARIO}", ""))
        if name and error["summary"] == _VALIDATION:
            place = _place(error)
            variable = _variable(variables.get(place["filename"], ()), place)
            messages.setdefault(name[1], []).append(variable + _one_line(error))
    return {name: " ".join(each) for name, each in messages.items()}


def _place(error: Mapping[str, Any]) -> dict[str, Any]:
    return dict(error.get("range", {"filename": ""}))


def _variable(names: Sequence[str], place: Mapping[str, Any]) -> str:
    """Return a prefix that names the variable in a line of a scenario's file; empty for another line."""
    index = place["start"]["line"] - FIRST_VARIABLE
    return f"variable {names[index]}: " if 0 <= index < len(names) else ""


def _one_line(error: Mapping[str, Any]) -> str:
    return " ".join(f"{error['summary']}: {error['detail']}".split()).removesuffix(":")
