"""Scenarios: one module with different variables, all planned in one root configuration, by a module call each.

Much of what a plan costs is Terraform's start, ``init`` and the reading of modules. One root pays that once.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from slipway.errors import SlipwayError
from slipway.harness import tracebacks
from slipway.harness.configuration import provider_aliases, write_providers
from slipway.harness.module_copies import SCENARIO
from slipway.terraform.variables import check_declared

__tracebackhide__ = tracebacks.hide

Scenarios = Mapping[str, Mapping[str, Any]]

_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
SUFFIX = ".tf.json"
FIRST_VARIABLE = 4  # the line of it in a scenario's file


def write(root: Path, module: Path, scenarios: Scenarios) -> None:
    """Write a root configuration that calls a module once a scenario, in a file of the scenario's name.

    It has an output for each scenario, of the same name, with the module's outputs.

    Args:
        root: a folder; files of other scenarios are removed.
        module: the module's folder.
        scenarios: the variables by the scenario's name, which becomes that of the module call, as checked by `check`.
    """
    aliases = [f"{provider}.{alias}" for provider, alias in provider_aliases(module)]
    rest = {"providers": {alias: alias for alias in aliases}} if aliases else {}
    literals = {name: {key: _literal(value) for key, value in each.items()} for name, each in scenarios.items()}
    _write(root, module, {name: each | rest for name, each in literals.items()})
    write_providers(root, module)


def write_together(root: Path, copy: Path, scenarios: Scenarios, compared: Collection[str] = ()) -> None:
    """Write a root configuration that calls a copy of a module once for all scenarios that set the same variables.

    Those that differ from most in a variable with which others are compared have another call. In one call, Terraform
    checks the others only if all scenarios have passed the checks of that variable.

    Args:
        root: a folder; files of other scenarios are removed.
        copy: a folder of `ReducedModule`.
        scenarios: the variables by the scenario's name, as checked by `check`.
        compared: names of such variables.
    """
    calls = {
        f"group_{index}": {
            **{variable: f"${{each.value.{variable}}}" for variable in variables},
            SCENARIO: "${each.key}",
            "for_each": {name: _literal(scenarios[name]) for name in names},
        }
        for index, (variables, names) in enumerate(_groups(scenarios, compared))
    }
    _write(root, copy, calls)


def _groups(scenarios: Scenarios, compared: Collection[str]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield the variables and the names of the scenarios of each group."""
    texts = {name: {key: json.dumps(each[key]) for key in compared if key in each} for name, each in scenarios.items()}
    counts: dict[tuple[tuple[str, ...], str], Counter[str]] = {}
    for name, variables in scenarios.items():
        for key, text in texts[name].items():
            counts.setdefault((tuple(variables), key), Counter())[text] += 1
    usual = {place: count.most_common(1)[0][0] for place, count in counts.items()}
    groups: dict[tuple[tuple[str, ...], frozenset[str]], list[str]] = {}
    for name, variables in scenarios.items():
        different = frozenset(key for key, text in texts[name].items() if text != usual[tuple(variables), key])
        groups.setdefault((tuple(variables), different), []).append(name)
    for (names, _), group in groups.items():
        yield names, group


def _write(root: Path, module: Path, calls: Mapping[str, Mapping[str, Any]]) -> None:
    """Write a file for each module call, and remove all others of calls."""
    for file in root.glob(f"*{SUFFIX}"):
        file.unlink()
    source = f"./{os.path.relpath(module, root)}"
    for name, arguments in calls.items():
        (root / f"{name}{SUFFIX}").write_text(_render(name, source, arguments), encoding="utf-8")


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


def _render(name: str, source: str, arguments: Mapping[str, Any]) -> str:
    """Return the text of a module call's file, with one argument in a line, and an output with the module's outputs."""
    lines = ",\n".join(
        f"{json.dumps(key)}: {json.dumps(value)}" for key, value in {"source": source, **arguments}.items()
    )
    output = json.dumps({name: {"value": f"${{module.{name}}}", "sensitive": True}})
    return f'{{\n"module": {{"{name}": {{\n{lines}\n}}}},\n"output": {output}\n}}\n'


def _literal(value: Any) -> Any:  # noqa: ANN401 - any variable's value
    """Return a value without templates: Terraform looks for them in every string of its JSON syntax."""
    if isinstance(value, str):
        return re.sub(r"([$%])\{", r"\1\1{", value)
    if isinstance(value, Mapping):
        return {_literal(key): _literal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_literal(item) for item in value]
    return value
