"""Modules with bytecode for an exact Python release."""

import os
import platform
import subprocess
import sys
import time
import zipfile

import pytest

from slipway.errors import SlipwayError
from slipway.system import pythons

THIS_RELEASE = platform.python_version()
THIS_MINOR = ".".join(THIS_RELEASE.split(".")[:2])
LOGIC = "def double(number):\n    return number * 2\n"


@pytest.fixture
def with_bytecode(wheel, require, packaged):
    """``with_bytecode(files)`` packages an app that needs a wheel with these files."""

    def package(files):
        settings = f'runtime = "python{THIS_MINOR}"\nbytecode = "{THIS_RELEASE}"'
        require(wheel(files), settings=settings)
        return packaged()

    return package


def test_by_default_there_is_no_bytecode(packaged, names, wheel, require):
    require(wheel({"movielib/__init__.py": LOGIC}))
    assert not [name for name in names(packaged()) if name.endswith(".pyc")]


def unpacked(artifact, folder):
    with zipfile.ZipFile(artifact.path) as opened:
        opened.extractall(folder)
    return folder


def test_python_loads_the_bytecode_whatever_the_time_of_the_source_is(tmp_path, with_bytecode):
    folder = unpacked(with_bytecode({"movielib/__init__.py": LOGIC}), tmp_path / "task")
    source = folder / "movielib/__init__.py"
    source.write_text("raise RuntimeError('the source was read')\n")
    os.utime(source, (time.time() + 60, time.time() + 60))
    code = "import movielib; print(movielib.double(21), movielib.double.__code__.co_filename)"
    environment = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["42", str(source)]


def test_bytecode_does_not_depend_on_other_modules(with_bytecode):
    # A bug of CPython's compileall: https://github.com/python/cpython/issues/129724
    module = "SHARED = {'shared', 2, 3}\ndef function():\n    return {'shared', 2, 3}, ('shared', 1.5, b'x')\n"
    alone = with_bytecode({"movielib/b.py": module})
    cache = f"movielib/__pycache__/b.cpython-{THIS_MINOR.replace('.', '')}.pyc"
    with zipfile.ZipFile(alone.path) as opened:
        expected = opened.read(cache)
    together = with_bytecode({"movielib/a.py": "import shared\n" + module, "movielib/b.py": module})
    with zipfile.ZipFile(together.path) as opened:
        assert opened.read(cache) == expected


def test_a_module_that_cannot_be_compiled_remains_a_source(names, with_bytecode):
    artifact = with_bytecode({"movielib/__init__.py": LOGIC, "movielib/template.py": "class {{ name }}:\n"})
    compiled = [name for name in names(artifact) if name.endswith(".pyc") and name.startswith("movielib/")]
    assert "movielib/template.py" in names(artifact)
    assert compiled == [f"movielib/__pycache__/__init__.cpython-{THIS_MINOR.replace('.', '')}.pyc"]


def test_the_apps_own_modules_and_libs_have_bytecode_too(project, packaged, names, tmp_path):
    app, lib = project / "apps/get-movie", project / "libs/tables"
    lib.mkdir(parents=True)
    (lib / "__init__.py").write_text(LOGIC)
    (app / "get_movie.py").write_text("from tables import double\n\ndef handler(event, context): return double(21)\n")
    (app / "app.toml").write_text(f'libs = ["tables"]\nruntime = "python{THIS_MINOR}"\nbytecode = "{THIS_RELEASE}"\n')
    tag = f"cpython-{THIS_MINOR.replace('.', '')}.pyc"
    expected = ["__pycache__/get_movie", "get_movie.py", "tables/__init__.py", "tables/__pycache__/__init__"]
    first = packaged()
    assert [name.removesuffix(f".{tag}") for name in names(first)] == expected
    for source in unpacked(first, tmp_path / "task").rglob("*.py"):
        source.write_text("raise RuntimeError('the source was read')\n")
    code = "import get_movie; print(get_movie.handler(None, None))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "task", capture_output=True, text=True, check=True
    )
    assert done.stdout == "42\n"
    (lib / "__init__.py").unlink()  # what isn't there any more leaves no bytecode
    (lib / "text.py").write_text(LOGIC)
    (app / "get_movie.py").write_text("from tables.text import double\n")
    assert not [name for name in names(packaged()) if name.startswith("tables/__pycache__/__init__")]


def test_a_missing_python_release_is_an_error_with_the_command_to_install_it(packaged, wheel, require):
    assert pythons.find("3.13.99") is None
    require(wheel({"movielib/__init__.py": LOGIC}), settings='bytecode = "3.13.99"')
    with pytest.raises(
        SlipwayError, match=r"needs Python 3\.13\.99, which isn't on this machine: `uv python install 3\.13\.99`"
    ):
        packaged()
