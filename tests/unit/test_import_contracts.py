"""The contracts of import-linter in pyproject.toml, each seen to fail."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [LINT_IMPORTS, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


# The file that gets an import, what it imports, and the contract that this breaks.
BREAKING = [
    ("slipway/errors.py", "slipway_emulator.control", "The emulator runs in another process"),
    ("slipway_emulator/control.py", "slipway.errors", "The emulator runs in another process"),
    ("lambda_release/errors.py", "slipway.errors", "A function's zip holds lambda_release"),
    ("lambda_release/errors.py", "lambda_release.release", "No module of lambda_release"),
    ("slipway/pipeline/start.py", "slipway.project.stacks", "No package of slipway imports"),
    ("slipway/config/app.py", "slipway.aws.target", "No package of slipway imports"),
    ("slipway_emulator/iam/caller.py", "slipway_emulator.services.aws_json", "No package of slipway_emulator"),
    ("slipway_emulator/services/aws_json.py", "slipway_emulator.services.registry", "No service of"),
]


@pytest.fixture
def copy(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("lambda_release", "slipway", "slipway_emulator"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_code_keeps_the_contracts():
    result = check(ROOT)

    assert result.returncode == 0, result.stdout


def test_each_import_that_breaks_a_contract_is_refused(copy):
    for file, imported, _ in BREAKING:
        with (copy / file).open("a") as module:
            module.write(f"\nimport {imported}\n")

    result = check(copy)  # once for all, as it reads 650 files

    assert result.returncode == 1
    _, _, broken = result.stdout.partition("Broken contracts\n")
    # A heading has a line below it, and both may be wrapped.
    sections = [" ".join(section.split()) for section in re.split(r"\n\n(?=[^\n]+\n(?:[^\n]+\n)?---)", broken)]
    for file, imported, contract in BREAKING:
        importer = file.removesuffix(".py").replace("/", ".")
        (section,) = (section for section in sections if section.startswith(contract))
        assert f"- {importer} -> {imported} (l." in section
