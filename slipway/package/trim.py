"""Removing files of installed packages that a function doesn't need, or that differ by machine."""

import ast
import csv
import io
import re
import shutil
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

# Written by the installer, with this machine's paths and times; RECORD is written again.
_OF_THE_INSTALLER = ("INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json")
# What an installer writes in place of ``#!python``. The second form is for long paths and paths with spaces.
_INTERPRETER = re.compile(rb"\A#!(?!/usr/bin/env )(?:[^\n]*python[^\n]*|/bin/sh\n'''exec' [^\n]*\n' ''')\n")
_PORTABLE = b"#!/usr/bin/env python3\n"
_TESTS = re.compile(r"\btests\b")
_DOTTED = re.compile(r"\b(\w+)(?:\.\w+)*\.tests\b")


def trim(folder: Path, needed: Iterable[str]) -> None:
    """Delete what isn't needed in a folder of installed packages.

    Args:
        folder: the target of the installation.
        needed: packages whose tests the app imports.
    """
    (folder / ".lock").unlink(missing_ok=True)
    for cache in list(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    changed = _make_scripts_portable(folder)
    _delete_tests(folder, set(needed))
    for metadata in sorted(folder.glob("*.dist-info")):
        for name in _OF_THE_INSTALLER:
            (metadata / name).unlink(missing_ok=True)
        _write_record(folder, metadata / "RECORD", changed)


def packages_with_needed_tests(module: bytes, package: str) -> set[str]:
    """Return the packages whose folder ``tests`` a module may use.

    Args:
        module: its source.
        package: the top-level package of the module.
    """
    if b"tests" not in module:
        return set()
    try:
        tree = ast.parse(module)
    except (SyntaxError, ValueError):
        return {package}  # a template, or for another Python
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    documentation = {id(node) for node in texts if isinstance(node, ast.Constant)}
    nodes = (node for node in ast.walk(tree) if id(node) not in documentation)
    return {name for node in nodes for text in _texts(node) for name in _packages(text, package)}


def _texts(node: ast.AST) -> list[str]:
    """Return the texts of a node that may name a folder or module ``tests``."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module, names=names):
            return [".".join(filter(None, [module, alias.name])) for alias in names]
        case ast.Attribute():
            return [ast.unparse(node)] if node.attr == "tests" else []
        case ast.Name(id=text) | ast.Constant(value=str(text)):
            return [text]
    return []


def _packages(text: str, package: str) -> set[str]:
    if not _TESTS.search(text):
        return set()
    return {package, *_DOTTED.findall(text), *(["tests"] if text.startswith("tests") else [])}


def _make_scripts_portable(folder: Path) -> set[str]:
    """Keep programs in ``bin/``; delete the scripts that start entry points, which any Python code can call.

    Returns:
        The names of the files whose interpreter was replaced.
    """
    points = [point for each in distributions(path=[str(folder)]) for point in each.entry_points]
    generated = {point.name for point in points if point.group in ("console_scripts", "gui_scripts")}
    changed = set()
    for file in sorted(path for path in folder.glob("bin/*") if path.is_file()):
        with file.open("rb") as stream:
            is_script = stream.read(2) == b"#!"
        if not is_script:
            continue
        content = file.read_bytes()
        file.unlink()  # it may be a hard link into uv's cache
        if file.name in generated:
            continue
        if portable := _INTERPRETER.sub(_PORTABLE, content):
            file.write_bytes(portable)
            file.chmod(0o755)
            changed.add(f"bin/{file.name}")
    if (folder / "bin").is_dir() and not any((folder / "bin").iterdir()):
        (folder / "bin").rmdir()
    return changed


def _delete_tests(folder: Path, needed: set[str]) -> None:
    """Delete test suites, unless a package may use them: a fifth of scipy, a third of pandas."""
    suites = [path for path in folder.rglob("tests") if path.is_dir() and _is_suite(path)]
    if not suites:
        return
    inside = set(suites)
    for module in folder.rglob("*.py"):
        if not inside.intersection(module.parents):
            needed |= packages_with_needed_tests(module.read_bytes(), _package(module, folder))
    for points in folder.glob("*.dist-info/entry_points.txt"):
        needed |= set(_DOTTED.findall(points.read_text(encoding="utf-8")))
    for path in suites:
        if _package(path, folder) not in needed:
            shutil.rmtree(path, ignore_errors=True)


def _is_suite(folder: Path) -> bool:
    return any(True for pattern in ("test_*.py", "*_test.py", "conftest.py") for _ in folder.rglob(pattern))


def _package(path: Path, folder: Path) -> str:
    return path.relative_to(folder).parts[0].removesuffix(".py")


def _write_record(folder: Path, record: Path, changed: set[str]) -> None:
    """List the files that are left, since `importlib.metadata.files` and `packages_distributions` read the list."""
    if not record.is_file():
        return
    rows = list(csv.reader(record.read_text(encoding="utf-8").splitlines()))
    own = record.relative_to(folder).as_posix()
    kept = {row[0]: row[1:] for row in rows if row and row[0] != own and (folder / row[0]).is_file()}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows([name, *(("", "") if name in {*changed, own} else kept[name])] for name in sorted({*kept, own}))
    record.unlink()  # it may be a hard link into uv's cache
    record.write_text(written.getvalue(), encoding="utf-8")
