import secrets
import shutil
import socket
from pathlib import Path

from slipway_emulator.services.codebuild import folders

SOCKET = "plugin-dir1234567890/plugin1234567890"  # as Terraform's plugins have it in TMPDIR


def test_sockets_can_be_in_a_folder_with_a_long_path_until_it_is_deleted(tmp_path):
    build = tmp_path / ("long" * 30) / f"codebuild-{secrets.token_hex(4)}"
    folder = build / "tmp"
    folder.mkdir(parents=True)

    path = folders.short_path(folder)

    (path / SOCKET).parent.mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path / SOCKET))
    assert (folder / SOCKET).is_socket()
    assert path.parent == Path("/tmp")
    folders.remove(build)
    assert not path.is_symlink()
    assert not build.exists()


def test_a_folder_with_a_short_path_has_no_link_and_others_links_stay(tmp_path):
    name = f"codebuild-{secrets.token_hex(4)}"
    assert folders.short_path(Path("/tmp") / name / "tmp") == Path("/tmp") / name / "tmp"
    (tmp_path / name).mkdir()
    others = folders.link_of(tmp_path / name)
    others.symlink_to(tmp_path)

    folders.remove(tmp_path / name)

    assert others.is_symlink()
    others.unlink()


def test_builds_in_folders_with_the_same_name_have_different_links(tmp_path):
    builds = [tmp_path / (each * 70) / "build" for each in "ab"]
    for build in builds:
        (build / "tmp").mkdir(parents=True)

    paths = {folders.short_path(build / "tmp") for build in builds}

    assert len(paths) == len(builds)
    for build in builds:
        folders.remove(build)
    assert not [path for path in paths if path.is_symlink()]


def test_read_only_content_is_deleted(tmp_path):
    """Go's module cache has such folders. For root, who can write to them, the test proves less."""
    kept, folder = tmp_path / "kept", tmp_path / "folder"
    module = folder / "go" / "pkg" / "mod" / "example.com"
    module.mkdir(parents=True)
    (module / "go.mod").touch(mode=0o444)
    kept.mkdir(mode=0o500)
    (module / "link").symlink_to(kept)
    (module / "secret").mkdir(mode=0o000)
    for path in (module, module.parent):
        path.chmod(0o555)

    folders.remove(folder)

    assert not folder.exists()
    assert kept.stat().st_mode & 0o777 == 0o500


def test_the_link_of_a_build_whose_folder_is_gone_is_deleted_with_the_next_link(tmp_path):
    gone, running, build = [tmp_path / (each * 70) / "build" for each in "abc"]
    for folder in (gone, running, build):
        (folder / "tmp").mkdir(parents=True)
    links = [folders.short_path(folder / "tmp") for folder in (gone, running)]
    shutil.rmtree(gone)
    others = folders.link_of(tmp_path / "other")
    others.symlink_to(tmp_path / "missing" / "tmp")

    folders.short_path(build / "tmp")

    assert [link.is_symlink() for link in (*links, others)] == [False, True, True]
    others.unlink()
    for folder in (running, build):
        folders.remove(folder)
