"""make sets up what it needs by itself, in whatever state an earlier run left that."""

import json
import os
import shutil
import subprocess

import pytest

COPIED = ("Makefile", "pyproject.toml", "requirements.txt", "README.md", "LICENSE", "slipway")
SET_UP = "-m venv --clear .venv"


@pytest.fixture
def clone(project, pytestconfig):
    """The small project with the tool in it, in a folder with a space in its name, where nothing is set up."""
    clone = project.root.with_name("a clone")
    shutil.copytree(project.root, clone, symlinks=True)
    for name in COPIED:
        source = pytestconfig.rootpath / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, clone / name)
    yield clone
    shutil.rmtree(clone, ignore_errors=True)  # a local AWS that was left running ends with its folder


@pytest.fixture
def make():
    def make(clone, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
        # Somebody's own environment, which nothing may be installed into.
        environment["VIRTUAL_ENV"] = str(clone / "not" / "there")
        environment["PYTHONDONTWRITEBYTECODE"] = "1"  # as many containers set it
        return subprocess.run(
            ["make", *arguments], cwd=clone, env=environment, capture_output=True, text=True, check=False
        )

    return make


def test_an_environment_that_is_not_whole_is_made_again_and_stdout_is_kept_for_what_was_asked_for(clone, make):
    def would_set_up() -> bool:
        return SET_UP in make(clone, "-n", "outputs").stdout

    assert would_set_up()
    first = make(clone, "outputs")
    assert first.stdout == ""
    assert "Setting up .venv\n" in first.stderr
    assert "\nslipway: the local AWS isn't running: start it with `make up`\n" in first.stderr
    assert not would_set_up()
    assert list(clone.glob(".venv/lib/*/site-packages/botocore/__pycache__/session.*.pyc"))

    (clone / ".venv" / "up").unlink()  # as an interrupted set-up leaves it
    up = make(clone, "up")
    assert up.returncode == 0, up.stderr
    assert json.loads(make(clone, "outputs").stdout)["note"] == "test: first"
    assert make(clone, "down").returncode == 0

    clone = clone.rename(clone.with_name("moved"))
    assert would_set_up()
    (clone / ".venv" / "uv").write_text(f"{clone}\n")
    assert not would_set_up()
    (clone / ".venv" / "bin" / "python").unlink()  # as an upgrade of Python leaves it
    assert would_set_up()


def test_without_a_python_that_will_do_it_says_which_is_needed(clone):
    environment = {"PATH": os.environ["PATH"], "PYTHON": ""}

    result = subprocess.run(["make", "up"], cwd=clone, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert result.stderr.startswith("slipway: needs Python 3.11 or newer with venv on PATH\n")
    assert not (clone / ".venv").exists()


def test_make_alone_lists_the_commands(clone):
    result = subprocess.run(["make"], cwd=clone, capture_output=True, text=True, check=True)

    for target in ("up", "down", "outputs", "env", "seed", "mail", "logs", "package", "test", "lint", "fmt"):
        assert f"  make {target} " in result.stdout
    assert 'eval "$(make -s env)"' in result.stdout
    assert not (clone / ".venv").exists()
