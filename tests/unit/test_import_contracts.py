"""The contracts of import-linter in pyproject.toml, each seen to fail."""

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


@pytest.fixture
def copy(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("lambda_release", "slipway", "slipway_emulator"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_code_keeps_the_contracts():
    result = check(ROOT)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("slipway/errors.py", "import slipway_emulator.control", "neither program imports"),
        ("slipway_emulator/control.py", "import slipway.errors", "neither program imports"),
        ("lambda_release/errors.py", "import slipway.errors", "A function's zip holds lambda_release"),
        ("lambda_release/errors.py", "import lambda_release.release", "No module of lambda_release"),
        ("slipway/pipeline/start.py", "import slipway.project.stacks", "No package of slipway imports"),
        ("slipway/config/app.py", "import slipway.aws.target", "No package of slipway imports"),
        (
            "slipway_emulator/iam/caller.py",
            "import slipway_emulator.services.aws_json",
            "No package of slipway_emulator",
        ),
        ("slipway_emulator/services/aws_json.py", "import slipway_emulator.services.registry", "No service of"),
    ],
)
def test_an_import_that_breaks_a_contract_is_refused(copy, file, line, broken):
    with (copy / file).open("a") as module:
        module.write(f"\n{line}\n")

    result = check(copy)

    assert result.returncode == 1
    assert broken in " ".join(result.stdout.split())
    assert "BROKEN" in result.stdout
