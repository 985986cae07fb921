"""What the modules of a zip cost to import, as ``python -X importtime`` shows."""

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from slipway.config.app import App
from slipway.errors import SlipwayError
from slipway.package.sources import RUNTIME
from slipway.system import process, pythons

_RUNS = 3
_LINE = re.compile(r"import time: +(\d+) \| +(\d+) \| ( *)(\S+)")
_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9_]+\b")
_TIMEOUT = 60  # seconds for an import, on a busy machine too; Lambda stops an init after 10
_BEGIN, _END = "begin", "end"
# Lambda's runtime has imported these modules before the handler's.
_PROGRAM = f"""
import base64, collections, contextlib, decimal, enum, functools, importlib, io, json, logging, os, re, string, sys
import time, traceback, weakref
write, leave = sys.__stderr__.write, os._exit
write("{_BEGIN}\\n")
try:
    __import__(sys.argv[1])
except SystemExit:
    traceback.print_exc(file=sys.__stderr__)
    leave(1)
os.write(2, b"\\n{_END}\\n")
leave(0)  # Lambda's init waits for no thread, either
"""
_RUNTIME = ".runtime"  # folder of the packages of Lambda's runtime
_COMPILE = """
import importlib.util, os
os.path.exists(importlib.util.find_spec("boto3").cached) or importlib.import_module("boto3")
"""
# Errors of the code, which no setting changes.
_OF_CODE = re.compile(r"(?:Syntax|Indentation|Tab|Import|ModuleNotFound|Name)Error\b|SystemExit\b")


@dataclass(frozen=True)
class Import:
    """A module that isn't in the zip's own code, with everything that it imports; or the own code.

    Attributes:
        name: name of the module, or ``own code``.
        importer: the own module that imports it first; empty for the own code.
        modules: how many are imported with it.
        seconds: how long this takes.
    """

    name: str
    importer: str
    modules: int
    seconds: float


def measure(app: App, archive: Path) -> tuple[str, list[Import]]:
    """Import the handler's module in new processes; return Python's version and the imports, the slowest first.

    A setting that the import fails without is ``1``. No call of AWS can leave this machine.

    Raises:
        SlipwayError: the module can't be imported, or this machine has no Python.
    """
    python = pythons.find(app.python) or Path(sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
        environment = _environment(Path(folder))
        _compile_runtime(python, Path(folder), environment)
        own = {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*.py")}
        packages = {name.partition("/")[0].removesuffix(".py") for name in own}
        runs = [_run(python, app, folder, environment) for _ in range(_RUNS)]
    fastest = min(runs, key=lambda run: sum(own_time for own_time, _, _ in run))
    version = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.strip()
    return version, sorted(_grouped(fastest, packages), key=lambda each: -each.seconds)


def _compile_runtime(python: Path, folder: Path, environment: dict[str, str]) -> None:
    """Have Python write the bytecode of boto3, which Lambda's runtime has: compiling it takes longer than the rest.

    The packages are installed for the Python that runs Slipway, which is often another one.
    """
    boto3 = folder / _RUNTIME / "boto3"
    if boto3.exists():
        writing = {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}
        writing["PYTHONPATH"] = str(boto3.parent)
        process.run([str(python), "-c", _COMPILE], directory=boto3.parent, environment=writing, timeout=_TIMEOUT)


def _run(python: Path, app: App, folder: str, environment: dict[str, str]) -> list[tuple[int, int, str]]:
    """Return the microseconds, the depth and the name of each module, those that it imports before it.

    Adds the settings to the environment that the import's errors name. The others are optional, and ``1`` would be
    invalid for some, e.g. for a URL.
    """
    command = [str(python), "-X", "importtime", "-c", _PROGRAM, app.module]
    while True:
        done = process.run(command, directory=Path(folder), environment=environment, timeout=_TIMEOUT)
        _, _, text = done.stderr.partition(f"{_BEGIN}\n")
        if done.exit_code == 0 and text.endswith(f"\n{_END}\n"):
            return [(int(found[1]), len(found[3]) // 2, found[4]) for found in _LINE.finditer(text)]
        error = _error(done, text or done.stderr)
        missing = next((name for name in _VARIABLE.findall(error) if name not in environment), None)
        if not missing:
            advice = "" if _OF_CODE.match(error) else "; if it reads a setting, set it: NAME=value slipway …"
            raise SlipwayError(f"{app.label} can't be imported: {error}{advice}")
        environment[missing] = "1"


def _error(done: process.Result, text: str) -> str:
    """Return the last line of a traceback, or how the import has ended without one."""
    if done.exit_code is None:
        return f"it takes longer than {_TIMEOUT} seconds, and Lambda stops an init after 10"
    lines = [line for line in text.strip().splitlines() if not _LINE.match(line)]
    return lines[-1] if done.exit_code == 1 and lines else f"it ends the process with exit code {done.exit_code}"


def _grouped(modules: Iterable[tuple[int, int, str]], packages: set[str]) -> Iterator[Import]:
    """Yield each module that own code imports, with what it imports itself; and the own code."""
    stack: list[tuple[int, str]] = []  # depth and name of the modules around
    own_time = own_count = 0
    entry: list[int | str] = []  # of the module whose imports are counted: depth, name, importer, modules, time
    for time, depth, name in reversed(list(modules)):  # a module before those that it imports
        while stack and stack[-1][0] >= depth:
            stack.pop()
        if entry and depth <= int(entry[0]):
            yield _import(entry)
            entry = []
        is_own = not entry and name.partition(".")[0] in packages
        if is_own:
            own_time, own_count = own_time + time, own_count + 1
        elif entry:
            entry[3:] = [int(entry[3]) + 1, int(entry[4]) + time]
        else:
            entry = [depth, name, stack[-1][1] if stack else "", 1, time]
        stack.append((depth, name))
    if entry:
        yield _import(entry)
    yield Import("own code", "", own_count, own_time / 1_000_000)


def _import(entry: list[int | str]) -> Import:
    _, name, importer, count, time = entry
    return Import(str(name), str(importer), int(count), int(time) / 1_000_000)


def _environment(folder: Path) -> dict[str, str]:
    """Return the variables of the process, with an endpoint that nothing serves."""
    boto3 = find_spec("boto3")
    installed = Path(str(boto3.origin)).parents[1] if boto3 else folder
    runtime = folder / _RUNTIME  # Lambda's Python has these packages, this one may not
    runtime.mkdir()
    for name in RUNTIME:
        for path in (installed / name, installed / f"{name}.py"):
            if path.exists():
                (runtime / path.name).symlink_to(path)
    return {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        **os.environ,
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join([str(folder), str(runtime)]),
    }
