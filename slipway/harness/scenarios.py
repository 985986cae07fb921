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
from slipway.terraform.variables import check_declared

__tracebackhide__ = tracebacks.hide

Scenarios = Mapping[str, Mapping[str, Any]]

_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
SUFFIX = ".tf.json"
FIRST_VARIABLE = 5  # the line of it in a scenario's file


def write(root: Path, module: Path, scenarios: Scenarios, copies: Mapping[str, Path] | None = None) -> None:
    """Write a root configuration that calls a module once a scenario, in a file of the scenario's name.

    It has an output for each scenario, of the same name, with the module's outputs.

    Args:
        root: a folder; files of other scenarios are removed.
        module: the module's folder.
        scenarios: as checked by `check`: the variables by the scenario's name, which becomes that of the module call.
        copies: of the module, by the names of the scenarios that call one in its place.
    """
    for file in root.glob(f"*{SUFFIX}"):
        file.unlink()
    aliases = [f"{provider}.{alias}" for provider, alias in provider_aliases(module)]
    for name, variables in scenarios.items():
        source = f"./{os.path.relpath((copies or {}).get(name, module), root)}"
        (root / f"{name}{SUFFIX}").write_text(_render(name, source, variables, aliases), encoding="utf-8")
    write_providers(root, module)


def check(module: Path, scenarios: Scenarios) -> None:
    """Check that there are scenarios, with names of module calls and with variables that the module declares.

    Raises:
        SlipwayError: they haven't.
    """
    if not scenarios:
        raise SlipwayError(f"there is no scenario of {module}")
    check_declared(module, {variable for variables in scenarios.values() for variable in variables})
    for name in scenarios:
        if not _NAME.fullmatch(name):
            raise SlipwayError(
                f"a scenario can't have the name {name!r}, which becomes that of a module call: begin with a letter or "
                "_, followed by letters, digits, _ and -"
            )


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
