"""Removing files of installed packages that a function doesn't need, or that differ by machine."""

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
_TESTS = re.compile(rb"\btests\b")
# Not Python's parser: what it accepts differs by release, and the zip would differ by the Python that runs Slipway.
_COMMENT_OR_STRING = re.compile(
    rb"#[^\n]*|[rRbBuUfFtT]{0,2}"
    rb"(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|\'\'\'(?:[^\\]|\\.)*?\'\'\'|\"(?:[^\"\\\n]|\\.)*\"|\'(?:[^\'\\\n]|\\.)*\')",
    re.DOTALL,
)
_BEFORE_DOCSTRING = re.compile(rb"(?:\A|:)(?:\s|#[^\n]*)*\Z")
_AFTER_DOCSTRING = re.compile(rb"[ \t]*(?:[#\n\r]|\Z)")
_OTHER_PACKAGES = (
    re.compile(rb"\b(\w+)(?:\.\w+)*\.tests\b"),
    re.compile(rb"\bimport\s+[^;\n]*\b(tests)\b"),
    re.compile(rb"\bfrom\s+(\w+)[\w.]*\s+import\b(?:\s*\([^)]*\btests\b|[^(;\n]*\btests\b)"),
    re.compile(rb"\bfrom\s+(tests)\b"),
    re.compile(rb"\b(?:files|import_module|find_spec|get_data|resource_\w+)\(\s*[\"'](\w+)"),
)
_CONTEXT = 400  # bytes before a string, which may hold comments
_DOTTED = _OTHER_PACKAGES[0]


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
    if not _TESTS.search(module):
        return set()
    code = _COMMENT_OR_STRING.sub(_without_documentation, module)
    if not _TESTS.search(code):
        return set()
    return {package, *(name.decode() for pattern in _OTHER_PACKAGES for name in pattern.findall(code))}


def _without_documentation(match: re.Match[bytes]) -> bytes:
    """Return a string as it is, and nothing for a comment or a docstring."""
    if match[0].startswith(b"#"):
        return b""
    if not match[0].lstrip(b"rRuU").startswith((b'"""', b"'''")) or not _TESTS.search(match[0]):
        return match[0]
    before = match.string[max(0, match.start() - _CONTEXT) : match.start()]
    is_documentation = _BEFORE_DOCSTRING.search(before) and _AFTER_DOCSTRING.match(match.string, match.end())
    return b"" if is_documentation else match[0]


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
        if inside.isdisjoint(module.parents):
            needed |= packages_with_needed_tests(module.read_bytes(), _package(module, folder))
    for points in folder.glob("*.dist-info/entry_points.txt"):
        needed |= {name.decode() for name in _DOTTED.findall(points.read_bytes())}
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
