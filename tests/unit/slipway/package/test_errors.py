"""Apps that can't be packaged."""

import os
from pathlib import Path

import pytest

from slipway.errors import SlipwayError
from slipway.package import package as package_module
from slipway.package.package import package


def test_a_missing_handler_is_an_error_with_the_files_name(project):
    (project / "apps/send-mail/send_mail.py").rename(project / "apps/send-mail/mail.py")
    with pytest.raises(SlipwayError, match=r"apps/send-mail has no send_mail\.py, .* handler send_mail\.handler"):
        package(project)


@pytest.mark.parametrize("name", ["movies.py", "movies/extra.py"])
def test_an_app_whose_file_hides_a_lib_is_rejected(name, project):
    file = project / "apps/get-movie" / name
    file.parent.mkdir(exist_ok=True)
    file.touch()
    with pytest.raises(SlipwayError, match="movies is in apps/get-movie and in libs/movies: rename one"):
        package(project)


@pytest.mark.parametrize("to", ["/etc/hostname", "get_movie.py", "nowhere", "schema"])
def test_a_symbolic_link_is_rejected(to, project):
    (project / "apps/get-movie/link").symlink_to(to)
    with pytest.raises(SlipwayError, match="apps/get-movie/link is a symbolic link"):
        package(project)


def test_a_named_pipe_is_rejected(project):
    os.mkfifo(project / "apps/get-movie/pipe")
    with pytest.raises(SlipwayError, match="apps/get-movie/pipe is neither a file nor a folder"):
        package(project)


def test_a_name_that_is_not_utf_8_is_rejected(project):
    Path(os.fsdecode(os.fsencode(project / "apps/get-movie") + b"/\xff.json")).touch()
    with pytest.raises(SlipwayError, match=r"the name of .*\.json isn't UTF-8: rename it"):
        package(project)


def test_an_os_error_fails_only_that_app(project):
    (project / "build/send-mail.zip").mkdir(parents=True)
    done = []
    with pytest.raises(SlipwayError, match=r"^1 of 2 apps failed:\n  send-mail: /.*: Is a directory$"):
        package(project, on_done=done.append)
    assert [artifact.app for artifact in done] == ["get-movie"]


@pytest.mark.parametrize(
    ("name", "runtime"),
    [("requirements.txt", "python3.13"), ("package-lock.json", "nodejs22.x"), ("package.json", "nodejs22.x")],
)
def test_a_file_that_is_not_utf_8_is_an_error(name, runtime, project):
    (project / "apps/send-mail/app.toml").write_text(f'runtime = "{runtime}"')
    (project / "apps/send-mail/send_mail.mjs").touch()
    (project / f"apps/send-mail/{name}").write_bytes(b"\xff")
    with pytest.raises(SlipwayError, match=rf"send-mail: apps/send-mail/{name} isn't UTF-8"):
        package(project)


def test_the_same_error_of_several_apps_is_shown_once_with_their_names(make_project, tmp_path):
    root = make_project(tmp_path / "other")
    (root / "libs/movies/link").symlink_to("nowhere")
    for app in ("get-movie", "send-mail"):
        (root / f"apps/{app}/app.toml").write_text('libs = ["movies"]')
    with pytest.raises(SlipwayError) as error:
        package(root)
    first, *others = str(error.value).splitlines()
    assert first == "2 of 2 apps failed:"
    assert len(others) == 1
    assert others[0].startswith("  get-movie, send-mail: ")


def test_a_zip_over_the_limit_of_lambda_is_rejected(monkeypatch, project):
    monkeypatch.setattr(package_module, "MAX_UNPACKED_SIZE", 3 * 1024**2)
    (project / "apps/send-mail/model.bin").write_bytes(bytes(3 * 1024**2))
    with pytest.raises(SlipwayError, match="send-mail: 3 MB unpacked; Lambda allows 250"):
        package(project)
    assert not (project / "build/send-mail.zip").exists()


def test_a_failure_of_one_app_does_not_stop_the_others(project):
    (project / "apps/send-mail/send_mail.py").unlink()
    (project / "apps/bad-app").mkdir()
    done = []
    with pytest.raises(SlipwayError) as error:
        package(project, on_done=done.append)
    assert [artifact.app for artifact in done] == ["get-movie"]
    first, *failures = str(error.value).splitlines()
    assert first == "2 of 3 apps failed:"
    assert [line.split(":")[0].strip() for line in failures] == ["bad-app", "send-mail"]
