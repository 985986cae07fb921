"""make sets up what it needs by itself, in whatever state an earlier run left that."""

import json
import os
import shutil
import signal
import subprocess

import pytest

from slipway.harness import eventually

COPIED = ("Makefile", "pyproject.toml", "requirements.txt", "README.md", "LICENSE", "slipway", "slipway_emulator")
SET_UP = " --clear .venv"


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
    def make(clone, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
        # Somebody's own environment, which nothing may be installed into.
        environment["VIRTUAL_ENV"] = environment["PYTHONHOME"] = str(clone / "not" / "there")
        environment["PIP_TARGET"] = environment["PYTHONPATH"] = str(clone / "elsewhere")
        environment["PIP_USER"] = "1"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"  # as many containers set it
        environment |= variables
        return subprocess.run(
            ["make", *arguments], cwd=clone, env=environment, capture_output=True, text=True, check=False
        )

    return make


def test_an_environment_that_is_not_whole_is_made_again_and_stdout_is_kept_for_what_was_asked_for(clone, make):
    def would_set_up() -> bool:
        return SET_UP in make(clone, "-n", "outputs").stdout

    assert would_set_up()
    # Nothing can be made in such a HOME, as in a container that runs as a user who has none.
    first = make(clone, "outputs", HOME="/dev/null", UV_CACHE_DIR="", XDG_CACHE_HOME="")
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


@pytest.mark.parametrize(("python", "where"), [("", " on PATH"), ("false", "; PYTHON=false isn't one")])
def test_without_a_python_that_will_do_it_says_which_is_needed(clone, python, where):
    environment = {"PATH": os.environ["PATH"], "PYTHON": python}

    result = subprocess.run(["make", "up"], cwd=clone, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert result.stderr.startswith(f"slipway: needs Python 3.11 or newer with venv{where}\n")
    assert not (clone / ".venv").exists()


def test_a_set_up_that_is_interrupted_says_no_more_than_that(clone):
    process = subprocess.Popen(
        ["make", "up"], cwd=clone, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )

    def begun():
        assert (clone / ".venv" / "pyvenv.cfg").exists()

    eventually(begun, interval=0.01)

    os.killpg(process.pid, signal.SIGINT)  # as a terminal does at Ctrl-C

    assert "Traceback" not in process.communicate()[1]
    assert process.returncode != 0


def test_make_alone_lists_the_commands(clone):
    result = subprocess.run(["make"], cwd=clone, capture_output=True, text=True, check=True)

    for target in ("up", "down", "outputs", "env", "seed", "mail", "logs", "package", "test", "lint", "fmt"):
        assert f"  make {target} " in result.stdout
    assert 'eval "$(make -s env)"' in result.stdout
    assert not (clone / ".venv").exists()
