"""Refusals: the errors with which Terraform refuses scenarios.

Most are those of validations, for which Terraform needs the variables alone. So all scenarios are planned together in a
copy of the module without all else, which takes neither the provider nor nested modules. The others are planned one by
one: together they would cost more, as errors in a module don't name the module call, and end the plan of all.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from slipway.harness import scenarios, tracebacks
from slipway.harness.scenarios import FIRST_VARIABLE, SUFFIX, Scenarios
from slipway.harness.workspace import Workspace
from slipway.terraform import Terraform, hcl

__tracebackhide__ = tracebacks.hide

_ADDRESS = re.compile(r"module\.([\w-]+)")
_PATH = re.compile(r"(?<![.\w])path\.(?:module|root|cwd)\b")


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
    with workspace.scratch(module.name) as root:
        copy = root / module.name
        if _copy_variables(module, copy):
            scenarios.write(root, copy, all_scenarios)
            workspace.init(root)
            refused = _refused_together(workspace.terraform(root), copy, all_scenarios)
    if remaining := _without(all_scenarios, refused):
        with workspace.scratch(module.name) as root:
            scenarios.write(root, module, remaining)
            workspace.init(root)
            refused |= _refused_alone(workspace.terraform(root), module, remaining)
    return {name: refused[name] for name in all_scenarios if name in refused}


def _copy_variables(module: Path, copy: Path) -> bool:
    """Write the variables of a module to a folder, in the lines and files in which they are.

    Returns:
        Whether they are all, and none depends on the place of the module.
    """
    copy.mkdir()
    uses_path = False
    for file in module.glob("*.tf"):
        text = file.read_text(encoding="utf-8")
        all_lines = text.split("\n")
        lines = [""] * len(all_lines)
        for block in hcl.blocks(text, "variable"):
            first, last = text.count("\n", 0, block.start), text.count("\n", 0, block.end)
            lines[first : last + 1] = all_lines[first : last + 1]
            described = block.expression("description") or ""
            uses_path |= bool(_PATH.search(text[block.start : block.end].replace(described, "")))
        (copy / file.name).write_text("\n".join(lines), encoding="utf-8")
    return not uses_path and not any(module.glob("*.tf.json"))


def _without(all_scenarios: Scenarios, refused: Mapping[str, str]) -> Scenarios:
    return {name: variables for name, variables in all_scenarios.items() if name not in refused}


def _refused_together(terraform: Terraform, module: Path, all_scenarios: Scenarios) -> dict[str, str]:
    """Return the errors that name the scenario.

    Terraform checks in steps: types, then validations, then those that compare variables. An error of one scenario ends
    all of them after that step. So the rest is planned again until no other scenario is refused.
    """
    refused: dict[str, str] = {}
    while remaining := _without(all_scenarios, refused):
        found = _by_scenario(_plan_errors(terraform, module, remaining), remaining)
        if not found:  # the rest is accepted; or a validation needs more than variables, which is an error in each call
            break
        refused |= found
    return refused


def _refused_alone(terraform: Terraform, module: Path, remaining: Scenarios) -> dict[str, str]:
    refused = {}
    for name, variables in remaining.items():
        scenario = {name: variables}
        if errors := _plan_errors(terraform, module, scenario):
            refused[name] = _by_scenario(errors, scenario).get(name) or " ".join(map(_one_line, errors))
    return refused


def _plan_errors(terraform: Terraform, module: Path, remaining: Scenarios) -> list[dict[str, Any]]:
    scenarios.write(terraform.directory, module, remaining)
    return terraform.plan_errors()


def _by_scenario(errors: Sequence[Mapping[str, Any]], remaining: Scenarios) -> dict[str, str]:
    """Return the messages by the scenario whose file, or whose module, they are about."""
    messages: dict[str, list[str]] = {}
    for error in errors:
        place = error.get("range", {"filename": ""})
        name = place["filename"].removesuffix(SUFFIX)
        if name in remaining:
            messages.setdefault(name, []).append(_variable(list(remaining[name]), place) + _one_line(error))
        elif address := _ADDRESS.match(error.get("address", "")):
            messages.setdefault(address[1], []).append(_one_line(error))
    return {name: " ".join(each) for name, each in messages.items()}


def _variable(names: Sequence[str], place: Mapping[str, Any]) -> str:
    """Return a prefix that names the variable in a line of a scenario's file; empty for another line."""
    index = place["start"]["line"] - FIRST_VARIABLE
    return f"variable {names[index]}: " if 0 <= index < len(names) else ""


def _one_line(error: Mapping[str, Any]) -> str:
    return " ".join(f"{error['summary']}: {error['detail']}".split()).removesuffix(":")
