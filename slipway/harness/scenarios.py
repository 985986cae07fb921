"""Scenarios: one module with different variables, all planned in one root configuration, by a module call each.

Much of what a plan costs is Terraform's start, ``init`` and the reading of modules. One root pays that once.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from slipway.errors import SlipwayError
from slipway.harness import tracebacks
from slipway.harness.configuration import provider_aliases, write_providers
from slipway.terraform import configuration_files, hcl
from slipway.terraform.variables import check_declared

__tracebackhide__ = tracebacks.hide

Scenarios = Mapping[str, Mapping[str, Any]]

_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_TEMPLATE = re.compile(r"([$%])\{")
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
    rest = _providers(module)
    literals = {name: {key: _literal(value) for key, value in each.items()} for name, each in scenarios.items()}
    _write(root, module, {name: each | rest for name, each in literals.items()})
    write_providers(root, module)


def _providers(module: Path) -> dict[str, dict[str, str]]:
    """Return the argument that passes a module the provider configurations that it expects, if there are any."""
    aliases = [f"{provider}.{alias}" for provider, alias in provider_aliases(module)]
    return {"providers": {alias: alias for alias in aliases}} if aliases else {}


@dataclass(frozen=True)
class Group:
    """A module call for several scenarios.

    Attributes:
        call: its name.
        variables: those that it sets, in the order in which they stand in its file.
        scenarios: the names of the scenarios.
    """

    call: str
    variables: tuple[str, ...]
    scenarios: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.call}{SUFFIX}"


def write_together(
    root: Path,
    module: Path,
    scenarios: Scenarios,
    compared: Collection[str] = (),
    arguments: Mapping[str, str] = MappingProxyType({}),
) -> list[Group]:
    """Write a root configuration that calls a module once for all scenarios that can have one call, by ``for_each``.

    Terraform's graph has all resources and variables of a module for each call, but only once for all its instances.
    Scenarios can have one call if those that don't set a variable can get its default as a value. A call has an output
    of the same name, with the outputs of all scenarios.

    Scenarios that differ from most in a variable with which others are compared have another call. In one call,
    Terraform checks the others only if all scenarios have passed the checks of that variable.

    Args:
        root: a folder; files of other scenarios are removed.
        module: the module's folder, or one of `ReducedModule`.
        scenarios: the variables by the scenario's name, as checked by `check`.
        compared: names of such variables.
        arguments: more arguments of each call.
    """
    defaults = _defaults(module)
    groups = list(_groups(scenarios, defaults, compared))
    rest = {**arguments, **_providers(module)}
    calls = {
        group.call: {
            **{variable: f"${{each.value.{variable}}}" for variable in group.variables},
            **rest,
            "for_each": f"${{local.{group.call}}}",
        }
        for group in groups
    }
    _write(root, module, calls)
    # In a file apart: for each error in a call, Terraform parses the file of the call to show the line.
    values = {
        group.call: {name: {each: _literal({**defaults, **scenarios[name]}[each]) for each in group.variables}
                     for name in group.scenarios}
        for group in groups
    }  # fmt: skip
    (root / f"values{SUFFIX}").write_text(json.dumps({"locals": values}), encoding="utf-8")
    write_providers(root, module)
    return groups


def _defaults(module: Path) -> dict[str, Any]:
    """Return the values with which a call gives variables their default: that value itself, or null.

    See https://developer.hashicorp.com/terraform/language/values/variables#disallowing-null-module-input-values.
    """
    texts = map(configuration_files.read, configuration_files.find(module, [".tf"]))
    found: dict[str, Any] = {}
    for block in (block for text in texts for block in hcl.blocks(text, "variable")):
        default = block.expression("default")
        if default and block.expression("nullable") == "false":
            found[block.label] = None
        elif default and not _TEMPLATE.search(default):
            with suppress(ValueError):  # another expression than JSON has
                found[block.label] = json.loads(default)
    return found


def _groups(scenarios: Scenarios, defaults: Mapping[str, Any], compared: Collection[str]) -> Iterator[Group]:
    """Yield the groups of scenarios that set the same variables, apart from those with such defaults."""
    required = {name: frozenset(variables).difference(defaults) for name, variables in scenarios.items()}
    complete = {name: {**defaults, **variables} for name, variables in scenarios.items()}
    texts = {name: {key: json.dumps(each.get(key)) for key in compared} for name, each in complete.items()}
    counts: dict[tuple[frozenset[str], str], Counter[str]] = {}
    for name, values in texts.items():
        for key, text in values.items():
            counts.setdefault((required[name], key), Counter())[text] += 1
    usual = {place: count.most_common(1)[0][0] for place, count in counts.items()}
    groups: dict[tuple[frozenset[str], frozenset[str]], list[str]] = {}
    for name, values in texts.items():
        different = frozenset(key for key, text in values.items() if text != usual[required[name], key])
        groups.setdefault((required[name], different), []).append(name)
    for index, names in enumerate(groups.values()):
        variables = dict.fromkeys(variable for name in names for variable in scenarios[name])
        yield Group(f"group_{index}", tuple(variables), tuple(names))


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
        return _TEMPLATE.sub(r"\1\1{", value)
    if isinstance(value, Mapping):
        return {_literal(key): _literal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_literal(item) for item in value]
    return value
