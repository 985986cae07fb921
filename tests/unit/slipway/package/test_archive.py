"""The files in a zip, with their names and permissions."""

import base64
import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import lambda_release


def test_the_zip_contains_the_files_of_the_app_and_its_libs_in_order(project, packaged, names):
    artifact = packaged("get-movie")
    assert artifact.path == project / "build/get-movie.zip"
    assert names(artifact) == ["get_movie.py", "movies/__init__.py", "movies/text.py", "schema/movie.json"]


def test_the_zip_contains_the_release_that_slipway_is_installed_with(project, packaged, names):
    (project / "apps/get-movie/app.toml").write_text('libs = ["movies", "lambda_release"]')
    artifact = packaged("get-movie")
    folder = Path(lambda_release.__file__).parent
    bundled = {name for name in names(artifact) if name.startswith("lambda_release/")}
    assert bundled == {f"lambda_release/{path.name}" for path in folder.glob("*.py")}
    code = "import lambda_release.release; print(lambda_release.__file__)"
    command = [sys.executable, "-S", "-c", f"import sys; sys.path += {sys.path[1:]!r}; {code}"]
    environment = {"PYTHONPATH": str(artifact.path)}
    run = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.startswith(str(artifact.path))


def test_a_lib_of_the_project_comes_before_the_installed_one(project, packaged, names):
    (project / "apps/get-movie/app.toml").write_text('libs = ["movies", "lambda_release"]')
    (project / "libs/lambda_release").mkdir()
    (project / "libs/lambda_release/__init__.py").touch()
    assert [name for name in names(packaged("get-movie")) if "release" in name] == ["lambda_release/__init__.py"]


def test_the_handler_runs_from_the_zip(packaged):
    artifact = packaged("get-movie")
    code = "import get_movie; print(get_movie.handler({}, None))"
    environment = {"PYTHONPATH": str(artifact.path), "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert run.stdout.decode().strip() == "Der Himmel über Berlin"


def test_the_artifact_has_hash_and_sizes_of_the_zip(packaged):
    artifact = packaged("get-movie")
    content = artifact.path.read_bytes()
    assert artifact.code_sha256 == base64.b64encode(hashlib.sha256(content).digest()).decode()
    assert artifact.size == len(content)
    with zipfile.ZipFile(artifact.path) as opened:
        assert artifact.unpacked_size == sum(entry.file_size for entry in opened.infolist())


def test_tests_caches_settings_and_editors_files_are_excluded(project, packaged, names):
    for name in (
        "apps/get-movie/tests/test_it.py",
        "apps/get-movie/test_get_movie.py",
        "apps/get-movie/conftest.py",
        "apps/get-movie/__pycache__/get_movie.cpython-313.pyc",
        "apps/get-movie/requirements.txt",
        "apps/get-movie/requirements.in",
        "apps/get-movie/README.md",
        "apps/get-movie/.env",
        "apps/get-movie/get_movie.py~",
        "libs/movies/tests/test_it.py",
        "libs/movies/.DS_Store",
    ):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).touch()
    expected = ["get_movie.py", "movies/__init__.py", "movies/text.py", "schema/movie.json"]
    assert names(packaged("get-movie")) == expected


def test_every_file_is_readable_and_an_executable_remains_executable(project, packaged):
    tool = project / "apps/send-mail/tool"
    tool.touch()
    tool.chmod(0o700)
    (project / "apps/send-mail/send_mail.py").chmod(0o600)
    with zipfile.ZipFile(packaged("send-mail").path) as opened:
        assert {entry.filename: oct(entry.external_attr >> 16) for entry in opened.infolist()} == {
            "send_mail.py": "0o100644",
            "tool": "0o100755",
        }
