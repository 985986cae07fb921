"""The patches, compared with the MiniStack that is really installed."""

from repository import ROOT

from slipway.local import patches
from slipway_emulator.patches import upstream
from slipway_emulator.patches.registry import PATCHES


def test_each_patch_fits_the_installed_ministack(tmp_path, environments_directory):
    (tmp_path / "environments").symlink_to(environments_directory)

    found = patches.report(tmp_path)

    version = upstream.read_lock().ministack
    assert found["ministack"] == {"installed": version, "locked": version}
    assert [(patch["name"], patch["state"]) for patch in found["patches"]] == [
        (patch.name, "unchanged") for patch in PATCHES
    ]


def test_the_committed_lock_is_the_one_that_make_lock_writes(tmp_path, environments_directory):
    (tmp_path / "environments").symlink_to(environments_directory)

    lock_file = ROOT / "slipway_emulator" / "patches" / "upstream.lock"
    assert patches._run(tmp_path, "--lock") == lock_file.read_text()
