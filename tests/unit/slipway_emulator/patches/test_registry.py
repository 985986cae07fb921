import pytest

from slipway_emulator.patches.registry import PATCHES


def test_each_patch_is_listed_once():
    names = [patch.name for patch in PATCHES]
    assert len(names) == len(set(names))


def test_each_module_with_a_patch_is_listed(patches_folder):
    modules = {
        ".".join(file.relative_to(patches_folder).with_suffix("").parts)
        for file in patches_folder.glob("*/**/*.py")
        if "\ndef apply() -> None:\n" in file.read_text()
    }
    assert {patch.name for patch in PATCHES} == modules


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_each_patch_has_targets_and_lists_each_once_in_alphabetical_order(patch):
    assert patch.targets
    for targets in (patch.wraps, patch.replaces, patch.extends):
        assert list(targets) == sorted(set(targets))
