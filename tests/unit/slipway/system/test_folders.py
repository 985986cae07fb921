"""Folders that functions and builds have written to."""

from slipway.system import folders


def test_what_may_only_be_read_is_removed_too(tmp_path):
    """Root may write everywhere; for everybody else this is what Go's module cache looks like."""
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
