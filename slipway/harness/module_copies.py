"""Copies of a module that hold only what Terraform needs to check variables, so that it needs no provider for a plan.

What stays is in the line and file in which it was: errors name these.
"""

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from slipway.terraform import configuration_files, hcl

_PATH = re.compile(r"(?<![.\w])path\.(?:module|root|cwd)\b")
_UPWARDS = re.compile(r"path\.module\b[^\n]*\.\./")
_LOCAL = re.compile(r"(?<![\w.-])local\.([\w-]+)")
_VARIABLE = re.compile(r"(?<![\w.-])var\.([\w-]+)")
_REMOVED = {"resource": "", "data": "data.", "ephemeral": "ephemeral.", "module": "module."}  # as addresses begin
_META_ARGUMENTS = {"depends_on": "[]", "providers": "{}"}  # the value that stands for what is removed
# In a plan the time isn't known, so neither is the type.
_UNKNOWN = "slipway_unknown"
SCENARIO = "slipway_scenario"
# Both are in each copy beside what is left of the module.
_ADDED = f"""\
locals {{
  {_UNKNOWN} = jsondecode(timestamp())
}}

variable "{SCENARIO}" {{
  type    = string
  default = ""
}}
"""

Texts = Mapping[str, str]
"""The ``.tf`` files of a module by their names."""


def copy_variables(module: Path, copy: Path) -> bool:
    """Write the variables of a module to a folder that doesn't exist yet.

    Returns:
        Whether they are all, and none depends on the place of the module.
    """
    copy.mkdir()
    uses_path = False
    for name, text in _read(module).items():
        variables = hcl.blocks(text, "variable")
        for block in variables:
            described = block.expression("description") or ""
            uses_path |= bool(_PATH.search(text[block.start : block.end].replace(described, "")))
        (copy / name).write_text(_only(text, [(block.start, block.end) for block in variables]), encoding="utf-8")
    return not uses_path and not configuration_files.find(module, [".tf.json"])


@dataclass(frozen=True)
class ReducedModule:
    """A module and those that it calls, without resources, data sources and outputs. What refers to them is unknown.

    Each has one more variable, `SCENARIO`, to which all conditions of validations refer. So Terraform shows its value
    in their errors, also in those of nested modules, which name a file and not the module call.

    Attributes:
        module: its folder.
        texts: what is left of each module, by its folder.
    """

    module: Path
    texts: Mapping[Path, Texts]

    @classmethod
    def of(cls, module: Path, *, with_calls: bool = True) -> Self | None:
        """Return the reduced module.

        None if that can't be: a module has another source than a relative path, a link leads to another one, or it is
        written in JSON or reads files outside of its folder.

        Args:
            module: its folder.
            with_calls: whether the modules that it calls are part of it.
        """
        found = {module: _read(module)}
        for folder in (folders := [module] if with_calls else []):  # grows meanwhile
            sources = _sources(found[folder])
            if not all(_is_copied(folder, source) for source in sources):
                return None
            called = {Path(os.path.normpath(folder / source)) for source in sources} - found.keys()
            found |= {each: _read(each) for each in called}
            folders += sorted(called)
        if any(map(_is_unfit, found, found.values())):
            return None
        return cls(module, {folder: _reduced(texts, with_calls=with_calls) for folder, texts in found.items()})

    def compared_variables(self) -> set[str]:
        """Return the names of the module's variables to which the validation of another variable refers."""
        return {
            name
            for text in self.texts[self.module].values()
            for block in hcl.blocks(text, "variable")
            for name in set(_VARIABLE.findall(text[block.start : block.end])) - {block.label, SCENARIO}
        }

    def write(self, destination: Path) -> Path:
        """Write a copy below a folder that doesn't exist yet, and return the folder of the module there."""
        base = Path(os.path.commonpath(self.texts))
        copies = {folder: destination / folder.relative_to(base) for folder in self.texts}
        for copy in copies.values():
            copy.mkdir(parents=True, exist_ok=True)
        for folder, copy in copies.items():
            for name, text in self.texts[folder].items():
                (copy / name).write_text(text, encoding="utf-8")
            for entry in folder.iterdir():
                if not (copy / entry.name).exists() and not entry.name.startswith("."):
                    (copy / entry.name).symlink_to(entry)
        return copies[self.module]


def has_calls(module: Path) -> bool:
    """Return whether a module calls others."""
    return any(map(hcl.modules, _read(module).values()))


def _read(folder: Path) -> dict[str, str]:
    return {file.name: configuration_files.read(file) for file in configuration_files.find(folder, [".tf"])}


def _sources(texts: Texts) -> list[str]:
    calls = [call for text in texts.values() for call in hcl.modules(text)]
    return [(call.expression("source") or "").strip('"') for call in calls]


def _is_copied(folder: Path, source: str) -> bool:
    """Return whether a source is a relative path that leads to the same place in a copy. Terraform follows links."""
    called = Path(os.path.normpath(folder / source))
    return source.startswith(("./", "../")) and called.is_dir() and called.samefile(folder.resolve() / source)


def _is_unfit(folder: Path, texts: Texts) -> bool:
    return bool(configuration_files.find(folder, [".tf.json"])) or any(map(_UPWARDS.search, texts.values()))


def _reduced(texts: Texts, *, with_calls: bool) -> dict[str, str]:
    """Return the variables and module calls of one module, and the local values that they need."""
    modules = {name: hcl.modules(text) if with_calls else [] for name, text in texts.items()}
    kept = {name: [*hcl.blocks(text, "variable"), *modules[name]] for name, text in texts.items()}
    bodies = [text[block.start : block.end] for name, text in texts.items() for block in kept[name]]
    needed = _needed_locals(texts, bodies)
    removed = [
        prefix + block.label
        for text in texts.values()
        for kind, prefix in _REMOVED.items()
        for block in hcl.blocks(text, kind)
    ]
    calls = [block.label for blocks in modules.values() for block in blocks]
    passed = "".join(f'module "{call}" {{\n  {SCENARIO} = var.{SCENARIO}\n}}\n' for call in calls)
    reduced = {"slipway_added.tf": _ADDED, "slipway_added_override.tf": passed}
    for name, text in texts.items():
        spans = [(block.start, block.end) for block in kept[name]] + _spans_of_locals(text, needed)
        reduced[name] = _with_scenario(_without_references(_only(text, spans), removed))
    return reduced


def _with_scenario(text: str) -> str:
    """Return the text with a reference to the scenario in each condition."""
    spans = [
        block.attributes()["condition"] for block in hcl.blocks(text, "validation") if "condition" in block.attributes()
    ]
    for start, end in reversed(spans):
        text = f"{text[:start]}({text[start:end]}) && var.{SCENARIO} != null{text[end:]}"
    return text


def _needed_locals(texts: Texts, bodies: Iterable[str]) -> set[str]:
    """Return the names of the local values to which these texts refer, also by other local values."""
    expressions = {
        name: text[slice(*span)]
        for text in texts.values()
        for block in hcl.blocks(text, "locals")
        for name, span in block.attributes().items()
    }
    names = {name for body in bodies for name in _LOCAL.findall(body)}
    while more := {found for name in names for found in _LOCAL.findall(expressions.get(name, ""))} - names:
        names |= more
    return names


def _spans_of_locals(text: str, needed: Collection[str]) -> list[tuple[int, int]]:
    """Return where the braces of each block ``locals`` and the needed values in it are."""
    spans = []
    for block in hcl.blocks(text, "locals"):
        spans += [(block.start, block.start), (block.end, block.end)]
        for name, (start, end) in block.attributes().items():
            if name in needed:
                spans.append((text.rindex(name, 0, start), end))
    return spans


def _only(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with blank lines in place of all lines that aren't in a span."""
    all_lines = text.split("\n")
    lines = [""] * len(all_lines)
    for start, end in spans:
        first, last = text.count("\n", 0, start), text.count("\n", 0, end)
        lines[first : last + 1] = all_lines[first : last + 1]
    return "\n".join(lines)


def _without_references(text: str, addresses: Collection[str]) -> str:
    """Return the text with an unknown value in place of each reference to one of the addresses."""
    changes: list[tuple[int, int, str]] = []
    for block in hcl.modules(text):
        spans = block.attributes()
        changes += [(*spans[name], value) for name, value in _META_ARGUMENTS.items() if name in spans]
    messages = [(block.start, block.end) for block in hcl.blocks(text, "variable")]
    masked = hcl.mask(text)
    names = "|".join(map(re.escape, sorted(addresses, key=len, reverse=True)))
    for found in re.finditer(rf"(?<![\w.-])(?:resource\.)?(?:{names})(?![\w-])", text) if addresses else ():
        is_text = masked[found.start()] == '"' and any(start < found.start() < end for start, end in messages)
        if not is_text and not any(start <= found.start() < end for start, end, _ in changes):
            changes.append((*found.span(), f"local.{_UNKNOWN}"))
    for start, end, value in sorted(changes, reverse=True):
        lines = "\n" * text.count("\n", start, end)
        text = f"{text[:start]}{value[0]}{lines}{value[1:]}{text[end:]}"
    return text
