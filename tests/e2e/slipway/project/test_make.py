"""make creates its environment, and repairs an incomplete one."""

import json
import os
import shutil
import signal
import subprocess
from types import SimpleNamespace

import pytest
from uv import find_uv_bin

from slipway.harness import eventually

from .conftest import processes

PACKAGES = ("lambda_release", "slipway", "slipway_emulator")
COPIED = ("Makefile", "pyproject.toml", "requirements.txt", "README.md", "LICENSE", *PACKAGES)
SET_UP = " --clear .venv"


@pytest.fixture
def clone(project, pytestconfig):
    """The small project with Slipway in it, without an environment, in a folder with a space in its name."""
    clone = project.root.with_name("a clone")
    shutil.copytree(project.root, clone, symlinks=True)
    for name in COPIED:
        source = pytestconfig.rootpath / name
        if source.is_dir():
            shutil.copytree(source, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, clone / name)
    yield clone
    shutil.rmtree(clone, ignore_errors=True)  # a local AWS that is still running ends with its folder


@pytest.fixture
def make():
    def make(clone, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
        path = environment["PATH"].split(os.pathsep)
        environment["PATH"] = os.pathsep.join(part for part in path if ".venv" not in part)  # which has a uv
        # The environment of a user, into which nothing may be installed.
        environment["VIRTUAL_ENV"] = environment["PYTHONHOME"] = str(clone / "not" / "there")
        environment["PIP_TARGET"] = environment["PYTHONPATH"] = str(clone / "elsewhere")
        environment["PIP_USER"] = "1"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"  # as many containers set it
        environment |= variables
        return subprocess.run(
            ["make", *arguments], cwd=clone, env=environment, capture_output=True, text=True, check=False
        )

    return make


def paused_in_apply(clone, project, make: subprocess.Popen[bytes]) -> tuple[int, int]:
    """Return the pids of a make's Slipway and its Terraform, which waits for the end of the pause."""
    log = clone / ".slipway" / "logs" / "notes.log"

    def is_paused():
        assert log.exists()
        assert "Provisioning with 'local-exec'" in log.read_text()

    eventually(is_paused, timeout=120)
    (slipway,) = (pid for pid, parent, _ in processes() if parent == make.pid)
    return slipway, project.terraform_of(SimpleNamespace(pid=slipway))


@pytest.mark.slow(200)
def test_an_incomplete_environment_is_created_again_without_output_on_stdout(clone, make, project, assert_ended):
    def would_set_up() -> bool:
        return SET_UP in make(clone, "-n", "outputs").stdout

    assert would_set_up()
    # Nothing can be written to this HOME, as in a container whose user has no home directory. A cache of the clone has
    # the packages, which would be downloaded and unpacked again.
    cache = subprocess.run([find_uv_bin(), "cache", "dir"], capture_output=True, text=True, check=True).stdout.strip()
    (clone / ".slipway/uv").symlink_to(cache)
    first = make(clone, "outputs", HOME="/dev/null", UV_CACHE_DIR="", XDG_CACHE_HOME="")
    assert first.stdout == ""
    assert "Setting up .venv\n" in first.stderr
    assert "\nslipway: the local AWS isn't running: start it with `make up`\n" in first.stderr
    assert not would_set_up()
    assert list(clone.glob(".venv/lib/*/site-packages/botocore/__pycache__/session.*.pyc"))
    assert list(clone.glob("slipway/project/__pycache__/up.*.pyc"))

    (clone / ".venv" / "up").unlink()  # as after an interrupted set-up
    up = make(clone, "up")
    assert up.returncode == 0, up.stderr
    assert json.loads(make(clone, "outputs").stdout)["note"] == "test: first"
    settings = clone / "slipway.toml"
    settings.write_text(settings.read_text().replace("first", "second"))
    project.pause.touch()
    (clone / ".slipway" / "logs" / "notes.log").unlink()
    killed = subprocess.Popen(["make", "up"], cwd=clone, stderr=subprocess.DEVNULL)
    slipway, terraform = paused_in_apply(clone, project, killed)
    killed.kill()
    killed.wait()
    assert_ended(slipway)
    assert_ended(terraform)
    project.pause.unlink()
    assert make(clone, "up").returncode == 0
    down = make(clone, "down")
    assert down.returncode == 0
    assert "the local AWS is stopped, and its data is deleted" in down.stderr
    assert "its snapshots stay: last-up" in down.stderr
    evaluated = subprocess.run(
        ["sh", "-c", 'eval "$(make -s env)"'], cwd=clone, capture_output=True, text=True, check=False
    )
    assert evaluated.returncode == 1
    assert "the local AWS isn't running" in evaluated.stderr

    clone = clone.rename(clone.with_name("moved"))
    assert would_set_up()
    (clone / ".venv" / "uv").write_text(f"{clone}\n")
    assert not would_set_up()
    (clone / ".venv" / "bin" / "python").unlink()  # as after an upgrade of Python
    assert would_set_up()


@pytest.mark.parametrize(("python", "where"), [("", " on PATH"), ("false", "; PYTHON=false isn't one")])
def test_a_missing_python_is_an_error_with_the_required_version(clone, python, where):
    environment = {"PATH": os.environ["PATH"], "PYTHON": python}

    result = subprocess.run(["make", "up"], cwd=clone, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert result.stderr.startswith(f"slipway: needs Python 3.11 or newer with venv{where}\n")
    assert not (clone / ".venv").exists()


def test_an_interrupted_set_up_prints_no_traceback(clone):
    process = subprocess.Popen(
        ["make", "up"], cwd=clone, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )

    def has_started():
        assert (clone / ".venv" / "pyvenv.cfg").exists()

    eventually(has_started, interval=0.01)

    os.killpg(process.pid, signal.SIGINT)  # like Ctrl-C in a terminal

    assert "Traceback" not in process.communicate()[1]
    assert process.returncode != 0


def test_make_alone_lists_the_commands(clone):
    result = subprocess.run(["make"], cwd=clone, capture_output=True, text=True, check=True)

    for target in ("up", "down", "outputs", "env", "seed", "mail", "logs", "package", "test", "lint", "fmt"):
        assert f"  make {target} " in result.stdout
    assert 'eval "$(make -s env)"' in result.stdout
    assert not (clone / ".venv").exists()
