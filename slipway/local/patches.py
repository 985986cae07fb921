"""The command ``slipway local patches``: the patches compared with the installed MiniStack.

It takes seconds, as it only reads MiniStack's source. Whether MiniStack still has the faults is found by
``make test-upstream``, which writes its results to a file beside the local AWS::

    {"ministack": "1.5.33", "tests": {"functions.role_trust": {"test_unpatched_ministack_takes_any_role": true}}}

The value of a test is whether it passed, which means that MiniStack still has the fault.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from slipway.config.project import load_project
from slipway.console.arguments import add_command
from slipway.errors import SlipwayError
from slipway.local import distribution, environments

_TESTS_FILE = "upstream-tests.json"


def add_parser(actions: Any) -> None:  # noqa: ANN401 - argparse keeps the class of this to itself
    """Add ``patches`` to the actions of ``slipway local``."""
    text = "list the patches and whether MiniStack has changed below them"
    parser = add_command(actions, "patches", _patches, text)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--lock", action="store_true", help="in a clone: write upstream.lock for the installed MiniStack"
    )


def report(directory: Path) -> dict[str, Any]:
    """Return the state of each patch: ``unchanged``, ``target changed`` or ``fault gone``.

    The report is ``{"ministack": {"installed": …, "locked": …}, "faults_tested": …, "patches": […]}``. A patch is
    ``{"name": …, "state": …, "targets": […], "changes": {target: "has changed"}}``.

    Args:
        directory: the project's ``.slipway``.

    Raises:
        SlipwayError: the emulator's environment can't be made.
    """
    found: dict[str, Any] = json.loads(_run(directory))
    tests = _read_tests(directory, found["ministack"]["installed"])
    patches = [{**patch, "state": _state(patch["changes"], tests.get(patch["name"], {}))} for patch in found["patches"]]
    return {"ministack": found["ministack"], "faults_tested": bool(tests), "patches": patches}


def record_tests(directory: Path, results: Mapping[str, Mapping[str, bool]]) -> None:
    """Record which tests of MiniStack without patches passed; adds to the results for the same MiniStack.

    Args:
        directory: the project's ``.slipway``.
        results: each patch's tests and whether they passed.
    """
    version = json.loads(_run(directory))["ministack"]["installed"]
    tests = _read_tests(directory, version)
    for patch, passed in results.items():
        tests[patch] = {**tests.get(patch, {}), **passed}
    (directory / _TESTS_FILE).write_text(json.dumps({"ministack": version, "tests": tests}, indent=2) + "\n")


def _patches(arguments: argparse.Namespace) -> int:
    """List the patches of MiniStack, each as unchanged, target changed or fault gone.

    A patch is written against the source of its targets: one that has changed must be looked at before it is locked.
    `make test-upstream` finds out which faults are gone.
    """
    directory = load_project(Path.cwd()).local_directory.parent
    result = report(directory)
    if arguments.lock:
        _lock(directory, result)
    elif arguments.json:
        print(json.dumps(result, indent=2))
    else:
        print(_text(result))
    return 0


def _lock(directory: Path, result: dict[str, Any]) -> None:
    clone = distribution.clone()
    if not clone:
        raise SlipwayError("--lock is for a clone of Slipway: here, the lock is part of the installed package")
    for patch in result["patches"]:
        for target, change in patch["changes"].items():
            if change == "is gone":
                raise SlipwayError(f"the target {target} of the patch {patch['name']} is gone: adapt registry.py first")
            print(f"{patch['name']}: {target} {change}", file=sys.stderr)
    (clone / "patches" / "upstream.lock").write_text(_run(directory, "--lock"))


def _state(changes: dict[str, str], tests: dict[str, bool]) -> str:
    if tests and not any(tests.values()):
        return "fault gone"
    return "target changed" if changes else "unchanged"


def _read_tests(directory: Path, version: str) -> dict[str, dict[str, bool]]:
    """Return the recorded results for this version of MiniStack."""
    try:
        record = json.loads((directory / _TESTS_FILE).read_text())
    except FileNotFoundError:
        return {}
    tests: dict[str, dict[str, bool]] = record["tests"] if record["ministack"] == version else {}
    return tests


def _text(result: dict[str, Any]) -> str:
    ministack, patches = result["ministack"], result["patches"]
    lines = [f"{patch['state']:<14}  {patch['name']}{_details(patch['changes'])}" for patch in patches]
    counts = Counter(patch["state"] for patch in patches)
    lines += ["", ", ".join(f"{count} {state}" for state, count in counts.items())]
    lines += [f"MiniStack {ministack['installed']} is installed; the patches are for {ministack['locked']}"]
    if not result["faults_tested"] and distribution.clone():
        lines += [f"`make test-upstream` hasn't tested yet which faults MiniStack {ministack['installed']} still has"]
    return "\n".join(lines)


def _details(changes: dict[str, str]) -> str:
    return f" ({', '.join(f'{target} {change}' for target, change in changes.items())})" if changes else ""


def _run(directory: Path, *arguments: str) -> str:
    python = environments.emulator_python(directory / "environments")
    command = [str(python), "-I", "-m", "slipway_emulator.patches", *arguments]
    result = subprocess.run(command, env={"PATH": os.defpath}, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SlipwayError(f"the patches can't be compared with MiniStack:\n{result.stderr.strip()}")
    return result.stdout
