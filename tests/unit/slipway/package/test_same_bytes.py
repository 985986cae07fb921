"""Contract: the same sources result in the same bytes on every machine."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import slipway
from slipway.package.package import package
from slipway.system import pythons


def hashes(project, python, **options):
    """Package in a fresh process and return app -> hash."""
    code = (
        "import sys; from pathlib import Path; from slipway.package.package import package\n"
        "for artifact in package(Path(sys.argv[1])): print(artifact.app, artifact.code_sha256)"
    )
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **options.pop("env", {})}
    environment["PYTHONPATH"] = os.pathsep.join(
        [str(Path(slipway.__file__).parent.parent), sysconfig.get_path("purelib")]
    )
    command = [python, "-c", code, str(project)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, **options)
    return dict(line.split() for line in run.stdout.splitlines())


def test_bytes_do_not_depend_on_folder_umask_time_locale_and_working_directory(make_project, tmp_path):
    one = make_project(tmp_path / "one")
    before = os.umask(0o077)
    try:
        other = make_project(tmp_path / "elsewhere" / "with a space")
    finally:
        os.umask(before)
    for file in other.rglob("*"):
        os.utime(file, (0, 0))
    plain = hashes(one, sys.executable, cwd=one, umask=0o022)
    odd_environment = {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7"}
    odd = hashes(other, sys.executable, cwd="/", umask=0o077, env=odd_environment)
    assert set(plain) == {"get-movie", "send-mail"}
    assert odd == plain
    for app in plain:
        name = f"build/{app}.zip"
        assert (one / name).read_bytes() == (other / name).read_bytes()


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_bytes_do_not_depend_on_the_python_that_runs_slipway(version, make_project, tmp_path, project):
    # On a machine with only one Python, it is compared with itself, in another process.
    python = pythons.find(version) or sys.executable
    assert hashes(make_project(tmp_path / "other"), python) == {
        artifact.app: artifact.code_sha256 for artifact in package(project)
    }


def test_names_do_not_depend_on_the_locale(make_project, tmp_path):
    names = {"one": {}, "other": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}}
    found = []
    for folder, environment in names.items():
        project = make_project(tmp_path / folder)
        (project / "apps/get-movie/übersicht.json").touch()
        found.append(hashes(project, sys.executable, env=environment))
    assert found[0] == found[1]


def test_bytes_do_not_depend_on_the_order_of_libs_and_files(project, packaged):
    (project / "libs/events").mkdir()
    (project / "libs/events/__init__.py").touch()
    settings = project / "apps/get-movie/app.toml"
    settings.write_text('libs = ["movies", "events"]')
    first = packaged("get-movie").code_sha256
    settings.write_text('libs = ["events", "movies"]')
    text = (project / "libs/movies/text.py").read_bytes()
    (project / "libs/movies/text.py").unlink()
    (project / "libs/movies/text.py").write_bytes(text)
    assert packaged("get-movie").code_sha256 == first
