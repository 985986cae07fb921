"""The pictures and tables of docs/architecture.md and slipway_emulator/README.md, generated from the code."""

import ast
import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from generated import markdown, summary, table
from mermaid import flowchart
from repository import ROOT

PROGRAMS = [name for name in ("slipway", "lambda_release", "slipway_emulator") if (ROOT / name).is_dir()]


def processes() -> str:
    """Return the flowchart of the processes, with the packages that run in each."""
    lines = [
        'person(["make, slipway, pytest"]) --> slipway',
        f'subgraph user["the user\'s environment"]\n    slipway["<b>slipway</b><br>{_packages("slipway")}"]\n  end',
        'slipway -- "runs" --> terraform["Terraform with the AWS provider"]',
        'slipway -- "starts, stops" --> emulator',
        'slipway -- "AWS API" --> emulator',
        'terraform -- "AWS API" --> emulator',
        f'subgraph local["MiniStack\'s process, at AWS_ENDPOINT_URL"]\n    emulator["{_emulator()}"]\n  end',
        'emulator -- "invokes" --> functions["functions, one process each"]',
        'emulator -- "runs" --> builds["builds of pipelines"]',
        'functions -- "AWS API" --> emulator',
        'builds -- "AWS API" --> emulator',
    ]
    return flowchart(lines)


def ownership(actions: Mapping[str, tuple[str, ...]]) -> str:
    """Return the flowchart of who changes which part of a function.

    Args:
        actions: the IAM actions of each command of the deployer.
    """
    function, alias = (", ".join(names) for names in _ignored())
    calls = {name.partition(":")[2] for name in actions["deploy"]}
    assert {"UpdateFunctionCode", "PublishVersion", "UpdateAlias"} <= calls
    lines = [
        'terraform["terraform apply"] -- "creates, configures" --> function[["function"]]',
        'terraform -- "creates" --> alias["alias live"]',
        f'terraform -- "writes" --> state[("state, without<br>{function}<br>and {alias} of the alias")]',
        'deploy["slipway deploy"] -- "UpdateFunctionCode" --> function',
        'function -- "PublishVersion" --> version["version N"]',
        'deploy -- "UpdateAlias" --> alias',
        "alias -. points at .-> version",
        'callers["API Gateway, event source mappings,<br>permissions"] -- "invoke" --> alias',
    ]
    return flowchart(lines)


def _ignored() -> list[list[str]]:
    """Return what Terraform ignores of a function and of its alias."""
    text = "".join(file.read_text() for file in sorted((ROOT / "modules" / "lambda").glob("*.tf")))
    found = {}
    for kind in ("aws_lambda_function", "aws_lambda_alias"):
        (block,) = re.findall(rf'^resource "{kind}" "\w+" \{{\n(.*?)^\}}', text, re.MULTILINE | re.DOTALL)
        (names,) = re.findall(r"ignore_changes = \[(.*?)\]", block)
        found[kind] = names.split(", ")
    return list(found.values())


@functools.cache
def layers(*programs: str) -> str:
    """Return a table of the programs' packages, of each the highest layer first."""
    rows = []
    for program in programs:
        imports = _imports(program)
        for level in reversed(_levels(imports)):
            for unit in sorted(level):
                used = ", ".join(sorted(imports[unit])) or "nothing"
                rows.append([f"`{program}/{unit}`", _summary(ROOT / program, unit), used])
    return table(["Package", "Content", "Imports"], rows)


def _emulator() -> str:
    if "slipway_emulator" not in PROGRAMS:
        return "<b>MiniStack</b>"
    return f"<b>MiniStack</b> with <b>slipway_emulator</b><br>{_packages('slipway_emulator')}"


def _packages(program: str) -> str:
    return ", ".join(unit for unit in _units(ROOT / program) if (ROOT / program / unit).is_dir())


def _units(program: Path) -> list[str]:
    """Return the packages and modules at the top of a program."""
    folders = {file.parent.relative_to(program).parts[0] for file in program.glob("*/**/*.py")}
    return sorted(folders | {file.stem for file in program.glob("*.py")} - {"__init__"})


def _imports(program: str) -> dict[str, set[str]]:
    """Return the units that each unit of a program imports."""
    units = _units(ROOT / program)
    found: dict[str, set[str]] = {unit: set() for unit in units}
    for file in (ROOT / program).rglob("*.py"):
        unit = file.relative_to(ROOT / program).with_suffix("").parts[0]
        if unit in found:
            found[unit] |= {name for name in _imported(file, program) if name in units and name != unit}
    return found


def _imported(file: Path, program: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(".") > 1:
            names = [node.value]  # of a module that is imported by its name
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith(f"{program}."))


def _levels(imports: Mapping[str, set[str]]) -> list[set[str]]:
    """Return the units by layer, the lowest first: a unit imports only units of lower layers.

    Units that import each other are in one layer with all above them.
    """
    levels: list[set[str]] = []
    placed: set[str] = set()
    while rest := imports.keys() - placed:
        level = {unit for unit in rest if imports[unit] <= placed} or set(rest)
        levels.append(level)
        placed |= level
    return levels


def _summary(program: Path, unit: str) -> str:
    file = program / unit / "__init__.py" if (program / unit).is_dir() else program / f"{unit}.py"
    return markdown(summary(ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))))) if file.exists() else ""
