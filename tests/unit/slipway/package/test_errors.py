"""Apps that can't be packaged."""

import os
from pathlib import Path

import pytest

from slipway import package as package_module
from slipway.errors import SlipwayError
from slipway.package import package


def test_without_the_handlers_file_the_error_says_which_one_is_missing(project):
    (project / "apps/send-mail/send_mail.py").rename(project / "apps/send-mail/mail.py")
    with pytest.raises(SlipwayError, match=r"apps/send-mail has no send_mail\.py, .* handler send_mail\.handler"):
        package(project)


@pytest.mark.parametrize("name", ["movies.py", "movies/extra.py"])
def test_an_app_whose_file_hides_a_lib_is_refused(name, project):
    file = project / "apps/get-movie" / name
    file.parent.mkdir(exist_ok=True)
    file.touch()
    with pytest.raises(SlipwayError, match="movies is in apps/get-movie and in libs/movies: rename one"):
        package(project)


@pytest.mark.parametrize("to", ["/etc/hostname", "get_movie.py", "nowhere", "schema"])
def test_a_symbolic_link_is_refused(to, project):
    (project / "apps/get-movie/link").symlink_to(to)
    with pytest.raises(SlipwayError, match="apps/get-movie/link is a symbolic link"):
        package(project)


def test_what_is_neither_a_file_nor_a_folder_is_refused(project):
    os.mkfifo(project / "apps/get-movie/pipe")
    with pytest.raises(SlipwayError, match="apps/get-movie/pipe is neither a file nor a folder"):
        package(project)


def test_a_name_that_is_no_utf_8_is_refused(project):
    Path(os.fsdecode(os.fsencode(project / "apps/get-movie") + b"/\xff.json")).touch()
    with pytest.raises(SlipwayError, match=r"the name of .*\.json isn't UTF-8: rename it"):
        package(project)


def test_what_the_disk_refuses_is_that_apps_failure_alone(project):
    (project / "build/send-mail.zip").mkdir(parents=True)
    done = []
    with pytest.raises(SlipwayError, match=r"^1 of 2 apps failed:\n  send-mail: .*Is a directory"):
        package(project, on_done=done.append)
    assert [artifact.app for artifact in done] == ["get-movie"]


@pytest.mark.parametrize(
    ("name", "runtime"),
    [("requirements.txt", "python3.13"), ("package-lock.json", "nodejs22.x"), ("package.json", "nodejs22.x")],
)
def test_a_file_that_is_no_text_is_named(name, runtime, project):
    (project / "apps/send-mail/app.toml").write_text(f'runtime = "{runtime}"')
    (project / "apps/send-mail/send_mail.mjs").touch()
    (project / f"apps/send-mail/{name}").write_bytes(b"\xff")
    with pytest.raises(SlipwayError, match=rf"send-mail: apps/send-mail/{name} isn't UTF-8"):
        package(project)


def test_an_error_of_several_apps_is_told_once_with_their_names(make_project, tmp_path):
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


def test_more_than_lambda_unpacks_is_refused(monkeypatch, project):
    monkeypatch.setattr(package_module, "MAX_UNPACKED_SIZE", 3 * 1024**2)
    (project / "apps/send-mail/model.bin").write_bytes(bytes(3 * 1024**2))
    with pytest.raises(SlipwayError, match="send-mail: 3 MB unpacked; Lambda takes 250"):
        package(project)
    assert not (project / "build/send-mail.zip").exists()


def test_a_failure_of_one_app_does_not_stop_the_others_and_the_error_names_it(project):
    (project / "apps/send-mail/send_mail.py").unlink()
    (project / "apps/bad-app").mkdir()
    done = []
    with pytest.raises(SlipwayError) as error:
        package(project, on_done=done.append)
    assert [artifact.app for artifact in done] == ["get-movie"]
    first, *failures = str(error.value).splitlines()
    assert first == "2 of 3 apps failed:"
    assert [line.split(":")[0].strip() for line in failures] == ["bad-app", "send-mail"]
