"""The reference in docs/reference, generated from the code."""

import argparse
import ast
import dataclasses
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generated import markdown, summary, table
from repository import ROOT


def make_targets() -> str:
    """Return a table of the Makefile's targets."""
    targets = re.findall(r"^([a-z-]+):.*?## (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return table(["Target", "Description"], [[f"`make {name}`", text.replace("$$", "$")] for name, text in targets])


def command_list(parser: argparse.ArgumentParser) -> str:
    """Return a table of every command of a parser, with links to the sections of `command_sections`."""
    rows = [[f"[`{leaf.prog}`](#{leaf.prog.replace(' ', '-')})", text] for leaf, text in leaves(parser, "")]
    return table(["Command", "Description"], rows)


def command_sections(parser: argparse.ArgumentParser) -> str:
    """Return a section for each command of a parser: its usage, its description and its arguments."""
    return "\n".join(_section(leaf) for leaf, _ in leaves(parser, ""))


def leaves(parser: argparse.ArgumentParser, text: str) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """Yield the parsers of a command that have no subcommands, with their help text in the list above them."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for group in groups:
        texts = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for name, child in group.choices.items():
            yield from leaves(child, texts[name])
    if not groups:
        yield parser, text


def _section(parser: argparse.ArgumentParser) -> str:
    arguments = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    usage = " ".join([parser.prog, *map(_usage, arguments)])
    text = inspect.cleandoc(parser.description)
    parts = [f"### {parser.prog}\n", f"```\n{usage}\n```\n", f"{markdown(text)}\n"]
    if arguments:
        parts.append(
            table(["Argument", "Description"], [[f"`{_name(each)}`", _help(each, parser)] for each in arguments])
        )
    return "\n".join(parts)


def _usage(action: argparse.Action) -> str:
    name = _name(action).rpartition(", ")[2]
    if not action.option_strings:
        return {"*": f"[{name} ...]", "?": f"[{name}]"}.get(str(action.nargs), name)
    return name if action.required else f"[{name}]"


def _name(action: argparse.Action) -> str:
    value = action.metavar or action.dest.upper()
    if not action.option_strings:
        return str(value)
    option = ", ".join(action.option_strings)
    return option if action.nargs == 0 else f"{option} {value}{' ...' if action.nargs == '+' else ''}"


def _help(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    return (action.help or "") % {**vars(action), "prog": parser.prog}


def keys(kind: type[Any], values: dict[str, str] | None = None, left_out: tuple[str, ...] = ()) -> str:
    """Return a table of the keys that a file's dataclass describes in its docstring.

    Args:
        kind: the dataclass; its fields are the keys.
        values: what to write, by key, where the docstring doesn't have it.
        left_out: fields that aren't keys.
    """
    described = _attributes(kind)
    rows = []
    for field in dataclasses.fields(kind):
        if field.name not in left_out:
            text = described[field.name]
            if values and field.name in values:
                text = f"{text} Write {values[field.name]}."
            rows.append([f"`{field.name}`", f"`{_type(field)}`", _default(field), text])
    return table(["Key", "Type", "Default", "Description"], rows)


def _attributes(kind: type[Any]) -> dict[str, str]:
    """Return the texts of the section Attributes of a docstring in Google's style, by name."""
    section = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2]
    entries = re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", section, re.MULTILINE)
    texts = {name: markdown(" ".join(text.split())) for name, text in entries}
    return {name: f"{text[:1].upper()}{text[1:]}" for name, text in texts.items()}


def _type(field: dataclasses.Field[Any]) -> str:
    kind = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))
    known = {
        "bool": "true or false",
        "str": "string",
        "str | None": "string",
        "int": "whole number",
        "int | None": "whole number",
        "float": "number",
        "Seed | None": "table",
        "Any": "any JSON",
    }
    if "tuple[str" in str(field.type):
        return "list of strings"
    if "dict" in str(field.type) or "tuple" in str(field.type):
        return "table"
    return known[re.sub(r"\w+\.", "", str(field.type) if "|" in str(field.type) else kind)]


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is dataclasses.MISSING:
        return "required" if field.default_factory is dataclasses.MISSING else "empty"
    if field.default == ():
        return "empty"
    if field.default is None:
        return "none"
    return f"`{json.dumps(field.default) if isinstance(field.default, bool) else field.default}`"


def libs() -> str:
    """Return a section for each package of ``libs/``: its modules, and their public functions and classes."""
    packages = sorted([*(path.parent for path in (ROOT / "libs").glob("*/__init__.py")), ROOT / "lambda_release"])
    return "\n".join(_package(package) for package in packages)


def _package(package: Path) -> str:
    parts = [f"## {package.name}\n", f"{_summary(_parse(package / '__init__.py'))}\n"]
    for file in sorted(package.glob("*.py")):
        rows = [[f"`{_signature(node)}`", _summary(node)] for node in _public(_parse(file))]
        if rows and file.stem != "__init__":
            parts += [f"### {package.name}.{file.stem}\n", f"{_summary(_parse(file))}\n"]
        if rows:
            parts.append(table(["Name", "Description"], rows))
    return "\n".join(parts)


def _parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _public(module: ast.Module) -> list[ast.FunctionDef | ast.ClassDef]:
    return [
        node
        for node in module.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]


def _signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    return f"class {node.name}" if isinstance(node, ast.ClassDef) else f"{node.name}({ast.unparse(node.args)})"


def _summary(node: ast.Module | ast.FunctionDef | ast.ClassDef) -> str:
    return summary(ast.get_docstring(node))


def modules() -> str:
    """Return a table of the Terraform modules, with the first paragraph of each README."""
    readmes = sorted((ROOT / "modules").glob("*/README.md"))
    rows = [[f"[{file.parent.name}]({file.parent.name})", _paragraph(file)] for file in readmes]
    return table(["Module", "Description"], rows)


def _paragraph(page: Path) -> str:
    """Return the first paragraph below a page's title."""
    return page.read_text(encoding="utf-8").split("\n\n")[1]
