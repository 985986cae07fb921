"""The virtual environments of the local AWS, created with real packages."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from uv import find_uv_bin

from slipway.errors import SlipwayError
from slipway.local import distribution, environments
from slipway.system import pythons

# One worker, which creates the environments once: the packages take 6 s of CPU to compile.
pytestmark = pytest.mark.xdist_group("environments")


@pytest.fixture(scope="module")
def concurrent(tmp_path_factory):
    """A folder, and the interpreters that two concurrent calls returned which created the environments in it."""
    folder = tmp_path_factory.mktemp("environments")
    find_uv_bin()  # reads sysconfig, whose first use in Python 3.11 must be in one thread
    with pytest.MonkeyPatch.context() as context, ThreadPoolExecutor() as pool:
        context.setenv("PYTHONDONTWRITEBYTECODE", "1")
        return folder, set(pool.map(environments.runtime_python, [folder] * 2))


@pytest.fixture
def folder(concurrent):
    """A folder with complete environments."""
    return concurrent[0]


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A copy of the emulator's code, which is installed instead."""
    copy = tmp_path / "slipway_emulator"
    shutil.copytree(distribution._CLONE, copy)
    monkeypatch.setattr(distribution, "_CLONE", copy)
    return copy


def can_import(python, module: str) -> bool:
    return subprocess.run([python, "-I", "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def test_two_concurrent_calls_create_one_working_environment(concurrent):
    _, interpreters = concurrent

    assert len(interpreters) == 1
    assert can_import(*interpreters, "boto3")


def test_the_runtime_has_boto3_but_neither_the_emulator_nor_slipway(folder):
    python = environments.runtime_python(folder)

    assert can_import(python, "boto3")
    assert not [name for name in ("ministack", "yaml", "slipway", "pytest", "pip") if can_import(python, name)]


def test_the_emulators_environment_is_compiled_and_separate(folder):
    python = environments.emulator_python(folder)

    assert list(python.parents[1].glob("lib/*/site-packages/ministack/__pycache__/app.*.pyc"))
    assert can_import(python, "ministack")
    assert can_import(python, "boto3")  # its CodePipeline and CodeBuild call other services with it
    assert not [name for name in ("slipway", "pytest") if can_import(python, name)]


def test_the_environments_have_what_their_packages_need(folder):
    """They are installed without the dependencies of the packages in their lists."""
    for python in (environments.emulator_python(folder), environments.runtime_python(folder)):
        subprocess.run([find_uv_bin(), "pip", "check", "--python", python], check=True)


def test_an_incomplete_environment_is_created_again(folder):
    python = environments.runtime_python(folder)
    environment = python.parents[1]
    (environment / "installed").unlink()
    shutil.rmtree(next(environment.glob("lib/python*/site-packages/boto3")))

    assert environments.runtime_python(folder) == python
    assert can_import(python, "boto3")


def test_the_functions_python_is_preferred_to_others(folder, monkeypatch):
    real, asked = environments._find_python(), []
    environments._find_python.cache_clear()
    monkeypatch.setattr(pythons, "find", lambda version: asked.append(version) or (real if len(asked) == 3 else None))

    environments.emulator_python(folder)

    assert asked == ["3.13", "3.12", "3.11"]


def test_missing_python_is_an_error_with_the_version_to_install(tmp_path, monkeypatch):
    environments._find_python.cache_clear()
    monkeypatch.setattr(pythons, "find", lambda _: None)

    with pytest.raises(SlipwayError, match=r"there is no working Python 3\.11 or newer: install 3\.13"):
        environments.runtime_python(tmp_path)


def test_a_package_with_another_hash_is_an_error(tmp_path, clone):
    (clone / "requirements.txt").write_text(f"six==1.17.0 --hash=sha256:{'0' * 64}\n")

    with pytest.raises(SlipwayError, match=r"(?s)uv pip install .* failed:.*[Hh]ash"):
        environments.emulator_python(tmp_path / "environments")

    assert not list((tmp_path / "environments").glob("*/installed"))


def test_changed_code_of_the_emulator_is_installed_into_the_same_environment(folder, clone):
    python = environments.emulator_python(folder)
    assert not can_import(python, "slipway_emulator.added")

    (clone / "added.py").touch()

    assert environments.emulator_python(folder) == python
    assert can_import(python, "slipway_emulator.added")
