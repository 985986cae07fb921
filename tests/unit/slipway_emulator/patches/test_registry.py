import re

from repository import ROOT

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


def test_each_patch_has_targets_and_lists_each_once_in_alphabetical_order():
    assert [patch.name for patch in PATCHES if not patch.targets] == []
    lists = [(patch.name, targets) for patch in PATCHES for targets in (patch.wraps, patch.replaces, patch.extends)]
    assert [(name, targets) for name, targets in lists if list(targets) != sorted(set(targets))] == []


def test_each_patch_has_a_test_of_the_fault_that_it_corrects():
    assert [patch.name for patch in PATCHES if not has_test_of_fault(patch)] == []


def has_test_of_fault(patch):
    folder, _, name = patch.name.partition(".")
    tests = ROOT / "tests" / "integration" / "slipway_emulator" / "patches" / folder
    files = [*tests.glob(f"test_{name}.py"), *tests.glob(f"{name}/test_*.py")]
    return any("\n@pytest.mark.upstream\n" in file.read_text() for file in files)


def test_each_test_of_unpatched_ministack_has_the_mark_upstream():
    folder = ROOT / "tests" / "integration" / "slipway_emulator" / "patches"
    for file in folder.rglob("test_*.py"):
        for decorators, name, arguments in re.findall(
            r"^((?:@.*\n)*)def (test_\w+)\(([^)]*)\)", file.read_text(), re.MULTILINE
        ):
            assert ("@pytest.mark.upstream" in decorators) == ("unpatched" in name or "unpatched" in arguments), name
