"""Refusals: the errors with which Terraform refuses scenarios.

Most are those of validations, for which Terraform needs the variables alone. So all scenarios are planned together in a
copy of the module without all else, which takes neither the provider nor nested modules. Those that no variable of the
module refuses are planned together without resources: each calls another copy, since an error in a nested module names
its file, and not the module call. The others are planned one by one: an error in one may end the plan of all.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from slipway.harness import scenarios, tracebacks
from slipway.harness.module_copies import ReducedModule, copy_variables
from slipway.harness.scenarios import FIRST_VARIABLE, SUFFIX, Scenarios
from slipway.harness.workspace import Workspace
from slipway.terraform import Terraform

__tracebackhide__ = tracebacks.hide

_ADDRESS = re.compile(r"module\.([\w-]+)")
_COPIES = "copies"  # the folder with a copy of the module for each scenario
# Without resources, another error may have its cause in what is left out.
_VALIDATION = "Invalid value for variable"


def refusals(workspace: Workspace, module: Path, all_scenarios: Scenarios) -> dict[str, str]:
    """Return the errors of each scenario that Terraform refuses, in one line, in the order of the scenarios.

    Args:
        workspace: where the scenarios are planned.
        module: the module's folder.
        all_scenarios: the variables by the scenario's name.

    Raises:
        SlipwayError: as of `scenarios.check`.
    """
    scenarios.check(module, all_scenarios)
    refused: dict[str, str] = {}
    for step in (_refused_by_variables, _refused_without_resources, _refused_alone):
        if remaining := _without(all_scenarios, refused):
            with workspace.scratch(module.name) as root:
                refused |= step(workspace, root, module, remaining)
    return {name: refused[name] for name in all_scenarios if name in refused}


def _refused_by_variables(workspace: Workspace, root: Path, module: Path, all_scenarios: Scenarios) -> dict[str, str]:
    copy = root / module.name
    if not copy_variables(module, copy):
        return {}
    scenarios.write(root, copy, all_scenarios)
    terraform = workspace.without_provider(root)
    terraform.init()
    return _refused_together(lambda remaining: _plan_errors(terraform, copy, remaining), all_scenarios)


def _refused_without_resources(
    workspace: Workspace, root: Path, module: Path, all_scenarios: Scenarios
) -> dict[str, str]:
    copies = _copies(module, root, all_scenarios)
    if not copies:
        return {}
    scenarios.write(root, module, all_scenarios, copies)
    terraform = workspace.without_provider(root)
    terraform.init()
    return _refused_together(
        lambda remaining: _plan_errors(terraform, module, remaining, copies),
        all_scenarios,
        counts=lambda error: error["summary"] == _VALIDATION,
    )


def _copies(module: Path, root: Path, names: Iterable[str]) -> dict[str, Path]:
    """Copy the module without resources for each scenario, or once for all if no nested module can have an error."""
    reduced = ReducedModule.of(module)
    if not reduced:
        return {}
    if len(reduced.texts) == 1:
        return dict.fromkeys(names, reduced.write(root / module.name))
    return {name: reduced.write(root / _COPIES / name) for name in names}


def _without(all_scenarios: Scenarios, refused: Mapping[str, str]) -> Scenarios:
    return {name: variables for name, variables in all_scenarios.items() if name not in refused}


def _refused_together(
    plan_errors: Callable[[Scenarios], Sequence[Mapping[str, Any]]],
    all_scenarios: Scenarios,
    counts: Callable[[Mapping[str, Any]], bool] = lambda _: True,
) -> dict[str, str]:
    """Return the errors that name the scenario.

    Terraform checks in steps: types, then validations, then those that compare variables. An error of one scenario ends
    all of them after that step. So the rest is planned again until no other scenario has an error.

    Args:
        plan_errors: returns the errors of scenarios in one plan.
        all_scenarios: to plan.
        counts: whether an error is a refusal. A scenario that has only others isn't planned again either.
    """
    refused: dict[str, str] = {}
    remaining = all_scenarios
    while remaining:
        errors = plan_errors(remaining)
        found = _by_scenario(errors, remaining)
        if not found:  # the rest is accepted; or a validation needs more than variables, which is an error in each call
            break
        refused |= _by_scenario([error for error in errors if counts(error)], remaining)
        remaining = _without(remaining, found)
    return refused


def _refused_alone(workspace: Workspace, root: Path, module: Path, all_scenarios: Scenarios) -> dict[str, str]:
    scenarios.write(root, module, all_scenarios)
    workspace.init(root)
    refused = {}
    for name, variables in all_scenarios.items():
        scenario = {name: variables}
        if errors := _plan_errors(workspace.terraform(root), module, scenario):
            refused[name] = _by_scenario(errors, scenario).get(name) or " ".join(map(_one_line, errors))
    return refused


def _plan_errors(
    terraform: Terraform, module: Path, remaining: Scenarios, copies: Mapping[str, Path] | None = None
) -> list[dict[str, Any]]:
    scenarios.write(terraform.directory, module, remaining, copies)
    return terraform.plan_errors()


def _by_scenario(errors: Sequence[Mapping[str, Any]], remaining: Scenarios) -> dict[str, str]:
    """Return the messages by the scenario whose file, or whose module, they are about."""
    messages: dict[str, list[str]] = {}
    for error in errors:
        place = error.get("range", {"filename": ""})
        folder, _, file = place["filename"].partition("/")
        name = file.partition("/")[0] if folder == _COPIES else folder.removesuffix(SUFFIX)
        if name in remaining:
            variable = "" if file else _variable(list(remaining[name]), place)
            messages.setdefault(name, []).append(variable + _one_line(error))
        elif address := _ADDRESS.match(error.get("address", "")):
            messages.setdefault(address[1], []).append(_one_line(error))
    return {name: " ".join(each) for name, each in messages.items()}


def _variable(names: Sequence[str], place: Mapping[str, Any]) -> str:
    """Return a prefix that names the variable in a line of a scenario's file; empty for another line."""
    index = place["start"]["line"] - FIRST_VARIABLE
    return f"variable {names[index]}: " if 0 <= index < len(names) else ""


def _one_line(error: Mapping[str, Any]) -> str:
    return " ".join(f"{error['summary']}: {error['detail']}".split()).removesuffix(":")
