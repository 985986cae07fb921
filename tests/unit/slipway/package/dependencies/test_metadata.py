"""Metadata and programs of packages are as installed, on every machine."""

import json
import subprocess
import sys
import zipfile

import pytest

from slipway.package.package import package

READ_METADATA = """
import importlib.metadata as metadata, json, sys
distribution = metadata.distribution("movielib")
print(json.dumps({
    "imports": {key: value for key, value in metadata.packages_distributions().items() if "movielib" in value},
    "files": sorted(map(str, metadata.files("movielib"))),
    "license": distribution.read_text("licenses/LICENSE"),
}))
"""


@pytest.fixture
def unpacked(packaged, tmp_path):
    """``unpacked()`` packages the app and returns a folder with the zip's files."""

    def unpack():
        with zipfile.ZipFile(packaged().path) as opened:
            opened.extractall(tmp_path / "task")
        return tmp_path / "task"

    return unpack


def test_importlib_metadata_finds_packages_files_and_license(unpacked, wheel, require):
    require(wheel({"movielib/__init__.py": "", "movies_api.py": "", "movielib/tests/test_it.py": ""}))
    folder = unpacked()
    command = [sys.executable, "-c", READ_METADATA]
    found = json.loads(subprocess.run(command, env={"PYTHONPATH": str(folder)}, capture_output=True, check=True).stdout)
    assert found["imports"] == {"movielib": ["movielib"], "movies_api": ["movielib"]}
    assert found["license"] == "MIT"
    assert found["files"] == sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name != "get_movie.py"
    )


def test_a_native_program_is_kept_and_executable(packaged, wheel, require):
    require(wheel({"movielib/__init__.py": "", "movielib-1.0.data/scripts/movie-tool": "\x7fELF program"}))
    with zipfile.ZipFile(packaged().path) as opened:
        assert opened.read("bin/movie-tool") == b"\x7fELF program"
        assert oct(opened.getinfo("bin/movie-tool").external_attr >> 16) == "0o100755"


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("#!python", "#!/usr/bin/env python3"),
        ("#!/bin/sh", "#!/bin/sh"),
        ("#!/usr/bin/env python3", "#!/usr/bin/env python3"),
    ],
)
def test_a_script_is_kept_without_the_interpreter_of_this_machine(first, expected, packaged, wheel, require):
    require(wheel({"movielib/__init__.py": "", "movielib-1.0.data/scripts/movie-tool": f"{first}\nprint(1)\n"}))
    with zipfile.ZipFile(packaged().path) as opened:
        assert opened.read("bin/movie-tool").decode() == f"{expected}\nprint(1)\n"
        assert "bin/movielib" not in opened.namelist()  # the script of the entry point
        assert "bin/movielib" not in opened.read("movielib-1.0.dist-info/RECORD").decode()


def test_metadata_and_scripts_do_not_depend_on_the_folder(tmp_path, project, packaged, wheel, require):
    line = wheel({"movielib/__init__.py": "", "movielib-1.0.data/scripts/movie-tool": "#!python\n"})
    (project / "apps/get-movie/vendor").mkdir()
    (project.parent / "wheels/movielib-1.0-py3-none-any.whl").rename(
        project / "apps/get-movie/vendor/movielib-1.0-py3-none-any.whl"
    )
    require(f"./vendor/movielib-1.0-py3-none-any.whl {line.split()[1]}\n")
    first = packaged().path.read_bytes()
    other = tmp_path / "with a space"
    other.mkdir()
    (project / "apps").rename(other / "apps")
    assert package(other, ["get-movie"])[0].path.read_bytes() == first
