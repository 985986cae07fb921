from slipway_emulator.services.codebuild import folders


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
