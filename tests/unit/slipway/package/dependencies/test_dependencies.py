"""The packages of ``requirements.txt`` in a zip."""

import importlib.metadata
import os
import subprocess
import sys
import zipfile

import pytest

from slipway.package.package import package

LOGIC = "def double(number):\n    return number * 2\n"


def test_a_locked_package_is_in_the_zip_with_its_metadata(packaged, wheel, require):
    require(wheel({"movielib/__init__.py": LOGIC}))
    artifact = packaged()
    (distribution,) = importlib.metadata.distributions(path=[str(artifact.path)])
    assert (distribution.metadata["Name"], distribution.version) == ("movielib", "1.0")
    assert [point.name for point in distribution.entry_points] == ["movielib"]
    code = "import movielib; print(movielib.double(21), movielib.__file__)"
    environment = {"PYTHONPATH": str(artifact.path)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["42", f"{artifact.path}/movielib/__init__.py"]


def test_scripts_caches_tests_and_installers_metadata_are_excluded(packaged, names, wheel, require):
    files = {
        "movielib/__init__.py": f"'''Was separated\nfrom older tests.'''\n{LOGIC}",
        "movielib/data/movies.json": "[]",
        "movielib/py.typed": "",
        "movielib/__pycache__/old.cpython-313.pyc": "x",
        "movielib/tests/__init__.py": "",
        "movielib/tests/test_movielib.py": "",
        "tests/test_at_the_root.py": "",
    }
    require(wheel(files))
    assert set(names(packaged())) == {
        "get_movie.py",
        "movielib/__init__.py",
        "movielib/data/movies.json",
        "movielib/py.typed",
        "movielib-1.0.dist-info/METADATA",
        "movielib-1.0.dist-info/RECORD",
        "movielib-1.0.dist-info/WHEEL",
        "movielib-1.0.dist-info/entry_points.txt",
        "movielib-1.0.dist-info/licenses/LICENSE",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "from movielib.tests.tool import NOTHING",
        "from .tests import tool",
        "from . import data, tests",
        "from . import (\n        data,\n        tests,\n    )",
        "import movielib.tests",
        "import data; import movielib.tests",
        "importlib.import_module(f'{__package__}.tests.tool')",
        "importlib.resources.files(__package__).joinpath('tests', 'tool.py')",
        "open(Path(__file__).parent / 'tests/tool.py')",
    ],
)
def test_tests_that_their_package_imports_are_included(statement, packaged, names, wheel, require):
    files = {
        "movielib/__init__.py": f"def check():\n    {statement}\n",
        "movielib/tests/__init__.py": "",
        "movielib/tests/test_movielib.py": "",
        "movielib/tests/tool.py": "NOTHING = None\n",
    }
    require(wheel(files))
    assert "movielib/tests/tool.py" in names(packaged())


def test_tests_that_the_app_imports_are_included(project, packaged, names, wheel, require):
    require(wheel({"movielib/__init__.py": LOGIC, "movielib/tests/test_movielib.py": ""}))
    assert "movielib/tests/test_movielib.py" not in names(packaged())
    (project / "apps/get-movie/get_movie.py").write_text("from movielib.tests import test_movielib\n")
    assert "movielib/tests/test_movielib.py" in names(packaged())


def test_tests_that_another_package_imports_are_included(packaged, names, wheel, require):
    tested = wheel({"movielib/__init__.py": LOGIC, "movielib/tests/test_movielib.py": ""})
    require(tested, wheel({"films/__init__.py": "from movielib.tests import test_movielib\n"}, name="films"))
    assert "movielib/tests/test_movielib.py" in names(packaged())


@pytest.mark.parametrize(
    ("code", "is_kept"),
    [
        ('"""Has tests."""\n# movielib.tests\n', False),
        ("def f():\n    # about\n    r'''Run movielib.tests.'''  # now\n    return 'it\\'s'\n", False),
        ("def f(x: int):\n    return open(\n        'tests'\n    )\n", True),
        ('NAMES = {1:\n    """tests""", 2: 3}\n', True),
        ("class {{ name }}:\n    x = tests\n", True),
        ("type A = int  # syntax of Python 3.12, tests\n", False),
    ],
)
def test_only_comments_and_docstrings_may_name_tests(code, is_kept, packaged, names, wheel, require):
    require(wheel({"movielib/__init__.py": code, "movielib/tests/test_movielib.py": ""}))
    assert ("movielib/tests/test_movielib.py" in names(packaged())) is is_kept


def test_a_folder_tests_with_data_only_is_included(packaged, names, wheel, require):
    require(wheel({"movielib/__init__.py": LOGIC, "movielib/tests/blood.json": "{}"}))
    assert "movielib/tests/blood.json" in names(packaged())


@pytest.mark.parametrize(
    ("settings", "tag"),
    [
        ("", "cp313-cp313-manylinux_2_34_aarch64"),
        ('architecture = "x86_64"', "cp313-cp313-manylinux_2_34_x86_64"),
        ('runtime = "python3.12"', "cp312-cp312-manylinux_2_34_aarch64"),
        ('runtime = "python3.11"', "cp311-cp311-manylinux2014_aarch64"),
    ],
)
def test_wheels_are_for_the_functions_platform(settings, tag, packaged, wheel, require):
    others = ["cp313-cp313-manylinux_2_35_aarch64", "cp314-cp314-manylinux_2_34_aarch64", "cp313-cp313-win_arm64"]
    tags = ["cp313-cp313-manylinux_2_34_aarch64", "cp313-cp313-manylinux_2_34_x86_64",
            "cp312-cp312-manylinux_2_34_aarch64", "cp311-cp311-manylinux2014_aarch64", *others]  # fmt: skip
    locked = [wheel({"movielib/native.so": candidate}, tag=candidate) for candidate in tags]
    hashes = " ".join(line.split()[1] for line in locked)
    require(f"movielib==1.0 {hashes}\n", settings=settings)
    with zipfile.ZipFile(packaged().path) as opened:
        assert opened.read("movielib/native.so").decode() == tag


def test_bytes_do_not_depend_on_folder_umask_and_uvs_settings(tmp_path, monkeypatch, project, packaged, wheel, require):
    require(wheel({"movielib/__init__.py": LOGIC}))
    first = packaged()
    other = tmp_path / "other"
    (project / "apps").rename(tmp_path / "apps")
    other.mkdir()
    (tmp_path / "apps").rename(other / "apps")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_COMPILE_BYTECODE", "1")
    monkeypatch.setenv("UV_LINK_MODE", "symlink")
    before = os.umask(0o077)
    try:
        (second,) = package(other, ["get-movie"])
    finally:
        os.umask(before)
    assert not second.reused
    assert second.path.read_bytes() == first.path.read_bytes()


def test_a_changed_handler_needs_no_installation(monkeypatch, project, packaged, names, wheel, require):
    require(wheel({"movielib/__init__.py": LOGIC}))
    first = packaged()
    monkeypatch.setenv("UV_FIND_LINKS", str(project / "nowhere"))  # an installation would fail
    monkeypatch.setenv("UV_CACHE_DIR", str(project / "empty"))
    (project / "apps/get-movie/get_movie.py").write_text("def handler(event, context): return 1\n")
    second = packaged()
    assert not second.reused
    assert names(second) == names(first)


def test_apps_with_the_same_requirements_share_one_installation(project, wheel, require):
    line = wheel({"movielib/__init__.py": LOGIC})
    require(line)
    require(line, app="list-movies")
    package(project)
    assert len([path for path in (project / ".slipway/packages").iterdir() if path.is_dir()]) == 1


def test_an_interrupted_installation_is_repeated(project, packaged, wheel, require):
    require(wheel({"movielib/__init__.py": LOGIC}))
    first = packaged()
    (installed,) = [path for path in (project / ".slipway/packages").iterdir() if path.is_dir()]
    installed.rename(installed.with_suffix(".partial"))
    (installed.with_suffix(".partial") / "movielib/__init__.py").unlink()
    first.path.unlink()
    assert packaged().code_sha256 == first.code_sha256
