"""Build a release: ``python tools/release.py [--tag TAG] PYTHON``, or ``make dist``.

The version must be the same in every ``pyproject.toml``, in the tag if there is one, and in a dated section of
CHANGELOG.md. ``build/dist`` then has the packages of each distribution, the SBOM of its locked requirements, and the
notes.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import uv

_NOTES = "notes.md"


class ReleaseError(Exception):
    """The sources can't be released as they are."""


def main(arguments: Sequence[str]) -> int:
    """Build the release of the repository in the working directory, and print its version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--tag", default="", help="the tag to release, e.g. v0.2.0; without one, only the rest is checked"
    )
    parser.add_argument("python", help="path of the Python that has cyclonedx-py")
    parsed = parser.parse_args(arguments)
    root = Path.cwd()
    try:
        version = version_of(root, parsed.tag)
        text = notes(root, version)
    except ReleaseError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    build(root, text, parsed.python)
    print(version)
    return 0


def distributions(root: Path) -> list[Path]:
    """Return the folders with a ``pyproject.toml``: the repository's, and those directly below."""
    return sorted(file.parent for file in (*root.glob("pyproject.toml"), *root.glob("*/pyproject.toml")))


def version_of(root: Path, tag: str = "") -> str:
    """Return the version of all distributions.

    Raises:
        ReleaseError: they have several, or the tag is another one.
    """
    versions = {
        str(folder.relative_to(root) / "pyproject.toml"): _project(folder)["version"] for folder in distributions(root)
    }
    if len(set(versions.values())) != 1:
        raise ReleaseError(
            f"the versions differ: {', '.join(f'{file} {version}' for file, version in versions.items())}"
        )
    version = str(next(iter(versions.values())))
    if tag and tag != f"v{version}":
        raise ReleaseError(f"the tag is {tag}, but the version is {version}: write v{version}")
    return version


def notes(root: Path, version: str) -> str:
    """Return the section of a version in CHANGELOG.md, without its heading.

    Raises:
        ReleaseError: there is no such section, or it has no date.
    """
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    section = re.search(
        rf"^## \[{re.escape(version)}\] - ([^\n]+)\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    if not section:
        raise ReleaseError(f"CHANGELOG.md has no section ## [{version}] - <date>")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", section[1]):
        raise ReleaseError(f"CHANGELOG.md: [{version}] is {section[1]}: write the date, e.g. 2026-12-01")
    return section[2].strip() + "\n"


def build(root: Path, text: str, python: str) -> None:
    """Write the packages and the SBOM of each distribution, and the notes, to ``build/dist``."""
    output = root / "build" / "dist"
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    (output / _NOTES).write_text(text, encoding="utf-8")
    time = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=root, check=True, capture_output=True, text=True)
    # For the same bytes every time, and without cyclonedx-py's warning that requirements don't list their dependencies.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": time.stdout.strip(), "PYTHONWARNINGS": "ignore"}
    runs = []
    for folder in distributions(root):
        subprocess.run([uv.find_uv_bin(), "build", "--quiet", "--out-dir", output, folder], check=True, env=environment)
        runs.append(_sbom(folder, output))
    command = [python, "-P", str(Path(__file__).with_name("sboms.py")), json.dumps(runs)]
    subprocess.run(command, check=True, env=environment)
    (output / ".gitignore").unlink(missing_ok=True)


def _sbom(folder: Path, output: Path) -> list[str]:
    """Return the arguments with which cyclonedx-py writes the SBOM of a distribution."""
    project = _project(folder)
    file = output / f"{project['name']}-{project['version']}.cdx.json"
    options = ["--pyproject", str(folder / "pyproject.toml"), "--output-reproducible", "--short-PURLs", "-o", str(file)]
    return ["requirements", str(folder / "requirements.txt"), *options]


def _project(folder: Path) -> dict[str, str]:
    project: dict[str, str] = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
