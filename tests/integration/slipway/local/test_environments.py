"""The virtual environments of the local AWS, created with real packages."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from slipway.errors import SlipwayError
from slipway.local import distribution, environments
from slipway.system import pythons


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A copy of the emulator's code, which is installed instead."""
    copy = tmp_path / "slipway_emulator"
    shutil.copytree(distribution._CLONE, copy)
    monkeypatch.setattr(distribution, "_CLONE", copy)
    return copy


def can_import(python, module: str) -> bool:
    return subprocess.run([python, "-I", "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def test_the_runtime_has_boto3_but_neither_the_emulator_nor_slipway(tmp_path):
    python = environments.runtime_python(tmp_path)

    assert can_import(python, "boto3")
    assert not [name for name in ("ministack", "yaml", "slipway", "pytest", "pip") if can_import(python, name)]


def test_the_emulators_environment_is_compiled_and_separate(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    python = environments.emulator_python(tmp_path)

    assert list(tmp_path.glob("*/lib/*/site-packages/ministack/__pycache__/app.*.pyc"))
    assert can_import(python, "ministack")
    assert can_import(python, "boto3")  # its CodePipeline and CodeBuild call other services with it
    assert not [name for name in ("slipway", "pytest") if can_import(python, name)]


def test_two_concurrent_calls_create_one_working_environment(tmp_path):
    with ThreadPoolExecutor() as pool:
        made = set(pool.map(environments.runtime_python, [tmp_path] * 2))

    assert len(made) == 1
    assert can_import(made.pop(), "boto3")


def test_an_incomplete_environment_is_created_again(tmp_path):
    python = environments.runtime_python(tmp_path)
    environment = python.parents[1]
    (environment / "installed").unlink()
    shutil.rmtree(next(environment.glob("lib/python*/site-packages/boto3")))

    assert environments.runtime_python(tmp_path) == python
    assert can_import(python, "boto3")


def test_the_functions_python_is_preferred_to_others(tmp_path, monkeypatch):
    real, asked = pythons.find(">=3.11"), []
    monkeypatch.setattr(pythons, "find", lambda version: asked.append(version) or (real if len(asked) == 3 else None))

    environments.emulator_python(tmp_path)

    assert asked == ["3.13", "3.12", "3.11"]


def test_missing_python_is_an_error_with_the_version_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(pythons, "find", lambda _: None)

    with pytest.raises(SlipwayError, match=r"there is no working Python 3\.11 or newer: install 3\.13"):
        environments.runtime_python(tmp_path)


def test_a_package_with_another_hash_is_an_error(tmp_path, clone):
    (clone / "requirements.txt").write_text(f"six==1.17.0 --hash=sha256:{'0' * 64}\n")

    with pytest.raises(SlipwayError, match=r"(?s)uv pip install .* failed:.*[Hh]ash"):
        environments.emulator_python(tmp_path / "environments")

    assert not list((tmp_path / "environments").glob("*/installed"))


def test_changed_code_of_the_emulator_is_installed_into_the_same_environment(tmp_path, clone):
    python = environments.emulator_python(tmp_path / "environments")
    assert not can_import(python, "slipway_emulator.added")

    (clone / "added.py").touch()

    assert environments.emulator_python(tmp_path / "environments") == python
    assert can_import(python, "slipway_emulator.added")
