"""Scenarios: one module with different variables, all planned in one root configuration, by a module call each.

Much of what a plan costs is Terraform's start, ``init`` and the reading of modules. One root pays that once.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from slipway.errors import SlipwayError
from slipway.harness import tracebacks
from slipway.harness.configuration import provider_aliases, write_providers
from slipway.terraform import Terraform
from slipway.terraform.variables import check_declared

__tracebackhide__ = tracebacks.hide

Scenarios = Mapping[str, Mapping[str, Any]]

_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_ADDRESS = re.compile(r"module\.([\w-]+)")
_SUFFIX = ".tf.json"
_FIRST_VARIABLE = 5  # the line of it in a scenario's file


def write(root: Path, module: Path, scenarios: Scenarios) -> None:
    """Write a root configuration that calls a module once a scenario, in a file of the scenario's name.

    It has an output for each scenario, of the same name, with the module's outputs.

    Args:
        root: a folder; files of other scenarios are removed.
        module: the module's folder.
        scenarios: the variables by the scenario's name, which becomes the name of the module call.

    Raises:
        SlipwayError: there is no scenario, the module doesn't declare a variable, or a name can't be a module call's.
    """
    if not scenarios:
        raise SlipwayError(f"there is no scenario of {module}")
    for file in root.glob(f"*{_SUFFIX}"):
        file.unlink()
    source = os.path.relpath(module, root)
    aliases = [f"{provider}.{alias}" for provider, alias in provider_aliases(module)]
    check_declared(module, {variable for variables in scenarios.values() for variable in variables})
    for name, variables in scenarios.items():
        if not _NAME.fullmatch(name):
            raise SlipwayError(
                f"a scenario can't have the name {name!r}, which becomes that of a module call: begin with a letter or "
                "_, followed by letters, digits, _ and -"
            )
        (root / f"{name}{_SUFFIX}").write_text(_render(name, source, variables, aliases), encoding="utf-8")
    write_providers(root, module)


def refusals(terraform: Terraform, module: Path, scenarios: Scenarios) -> dict[str, str]:
    """Return the errors of each scenario that Terraform refuses, in one line, in the order of the scenarios.

    Terraform checks in steps: types, then validations, then those that compare variables, then resources. An error of
    one scenario ends all of them after that step. So the rest is planned again until no other scenario is refused.

    Args:
        terraform: initialised, in a root configuration of `write`.
        module: as of `write`.
        scenarios: as of `write`.
    """
    refused: dict[str, str] = {}
    while remaining := {name: scenarios[name] for name in scenarios if name not in refused}:
        if not (errors := _plan_errors(terraform, module, remaining)):
            break
        if found := _by_scenario(errors, remaining):
            refused |= found
        else:  # errors in a module's own expressions don't name the module call
            refused |= _planned_alone(terraform, module, remaining)
            break
    return {name: refused[name] for name in scenarios if name in refused}


def _planned_alone(terraform: Terraform, module: Path, scenarios: Scenarios) -> dict[str, str]:
    errors = {name: _plan_errors(terraform, module, {name: scenarios[name]}) for name in scenarios}
    return {name: " ".join(map(_one_line, each)) for name, each in errors.items() if each}


def _plan_errors(terraform: Terraform, module: Path, scenarios: Scenarios) -> list[dict[str, Any]]:
    write(terraform.directory, module, scenarios)
    return terraform.plan_errors()


def _by_scenario(errors: Sequence[Mapping[str, Any]], scenarios: Scenarios) -> dict[str, str]:
    """Return the messages by the scenario whose file, or whose module, they are about."""
    messages: dict[str, list[str]] = {}
    for error in errors:
        place = error.get("range", {"filename": ""})
        name = place["filename"].removesuffix(_SUFFIX)
        if name in scenarios:
            messages.setdefault(name, []).append(_variable(list(scenarios[name]), place) + _one_line(error))
        elif address := _ADDRESS.match(error.get("address", "")):
            messages.setdefault(address[1], []).append(_one_line(error))
    return {name: " ".join(each) for name, each in messages.items()}


def _variable(names: Sequence[str], place: Mapping[str, Any]) -> str:
    """Return a prefix that names the variable in a line of a scenario's file; empty for another line."""
    index = place["start"]["line"] - _FIRST_VARIABLE
    return f"variable {names[index]}: " if 0 <= index < len(names) else ""


def _one_line(error: Mapping[str, Any]) -> str:
    return " ".join(f"{error['summary']}: {error['detail']}".split()).removesuffix(":")


def _render(name: str, source: str, variables: Mapping[str, Any], aliases: Sequence[str]) -> str:
    """Return the text of a scenario's file, with one variable in a line."""
    arguments: dict[str, Any] = {"source": source} | {key: _literal(value) for key, value in variables.items()}
    if aliases:
        arguments["providers"] = {alias: alias for alias in aliases}
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in arguments.items())
    output = json.dumps({name: {"value": f"${{module.{name}}}", "sensitive": True}})
    return f'{{\n"output": {output},\n"module": {{"{name}": {{\n{lines}\n}}}}\n}}\n'


def _literal(value: Any) -> Any:  # noqa: ANN401 - any variable's value
    """Return a value without templates: Terraform looks for them in every string of its JSON syntax."""
    if isinstance(value, str):
        return re.sub(r"([$%])\{", r"\1\1{", value)
    if isinstance(value, Mapping):
        return {_literal(key): _literal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_literal(item) for item in value]
    return value
