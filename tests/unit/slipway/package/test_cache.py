"""Only changed apps are built."""

import os
import shutil

import pytest

from slipway.package.package import package


def rebuilt(project):
    return [artifact.app for artifact in package(project) if not artifact.reused]


def test_unchanged_inputs_build_nothing(project):
    first = package(project)
    times = [artifact.path.stat().st_mtime_ns for artifact in first]
    second = package(project)
    assert [artifact.reused for artifact in first] == [False, False]
    assert [artifact.reused for artifact in second] == [True, True]
    assert [artifact.path.stat().st_mtime_ns for artifact in second] == times
    assert [artifact.code_sha256 for artifact in second] == [artifact.code_sha256 for artifact in first]
    assert [artifact.unpacked_size for artifact in second] == [artifact.unpacked_size for artifact in first]


def test_a_new_time_without_new_content_builds_nothing(project):
    package(project)
    os.utime(project / "apps/get-movie/get_movie.py", (0, 0))
    assert rebuilt(project) == []


def test_a_changed_lib_rebuilds_only_the_apps_that_use_it(project):
    package(project)
    (project / "libs/movies/text.py").write_text("def title(): return 'Paris, Texas'\n")
    assert rebuilt(project) == ["get-movie"]


@pytest.mark.parametrize("change", ["content", "added", "removed", "renamed", "executable", "runtime"])
def test_a_change_of_files_or_settings_rebuilds_the_zip(change, project):
    package(project)
    file = project / "apps/send-mail/send_mail.py"
    extra = file.with_name("extra.txt")
    if change in {"removed", "renamed"}:
        extra.touch()
        package(project)
    match change:
        case "content":
            file.write_text("def handler(event, context): return None\n")
        case "added":
            extra.touch()
        case "removed":
            extra.unlink()
        case "renamed":
            extra.rename(extra.with_name("other.txt"))
        case "executable":
            file.chmod(0o755)
        case "runtime":
            file.with_name("app.toml").write_text('runtime = "python3.12"')
    assert rebuilt(project) == ["send-mail"]
    assert rebuilt(project) == []


@pytest.mark.parametrize("damage", ["deleted", "changed", "truncated"])
def test_a_damaged_zip_is_built_again(damage, packaged):
    first = packaged("send-mail")
    match damage:
        case "deleted":
            first.path.unlink()
        case "changed":
            first.path.write_bytes(b"x" * first.size)
        case "truncated":
            os.truncate(first.path, 10)
    second = packaged("send-mail")
    assert not second.reused
    assert second.code_sha256 == first.code_sha256


def test_a_truncated_record_causes_a_build_and_no_error(project):
    package(project)
    os.truncate(project / ".slipway/packages/send-mail.json", 7)
    assert rebuilt(project) == ["send-mail"]


def test_a_partial_zip_of_a_killed_run_is_ignored(project):
    (project / "build").mkdir()
    (project / "build/send-mail.partial").write_bytes(b"half a zip")
    package(project)
    assert sorted(path.name for path in (project / "build").iterdir()) == ["get-movie.zip", "send-mail.zip"]


def test_a_copy_of_the_project_reuses_the_zips(tmp_path, project):
    package(project)
    shutil.move(project, tmp_path / "moved")
    assert rebuilt(tmp_path / "moved") == []
