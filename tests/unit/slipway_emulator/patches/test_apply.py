import pytest

from slipway_emulator.patches import apply, upstream
from slipway_emulator.patches.registry import PATCHES, Patch, PatchError

TARGET = "services.sqs.send"


@pytest.fixture
def applied(monkeypatch, tmp_path):
    """Three patches in place of the registered ones; the list gets ``check`` and the name of each applied patch."""
    events = []
    patches = [Patch(name, wraps=(TARGET,)) for name in ("third", "first", "second")]
    monkeypatch.setattr(apply, "PATCHES", patches)
    monkeypatch.setattr(apply, "_PACKAGE", "registered")
    monkeypatch.setattr(apply, "events", events, raising=False)
    monkeypatch.setattr(upstream, "check", lambda patches: events.append(["check", *(patch.name for patch in patches)]))
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "registered").mkdir()
    for patch in patches:
        source = (
            f"def apply():\n    from slipway_emulator.patches import apply\n    apply.events.append({patch.name!r})\n"
        )
        (tmp_path / "registered" / f"{patch.name}.py").write_text(source)
        monkeypatch.delitem("sys.modules", f"registered.{patch.name}", raising=False)
    return events


def test_patches_are_applied_in_the_order_of_the_registry_after_the_check(applied):
    apply.apply_all()

    assert applied == [["check", "third", "first", "second"], "third", "first", "second"]


def test_a_skipped_patch_is_neither_checked_nor_applied(applied):
    apply.apply_all(skip=["first"])

    assert applied == [["check", "third", "second"], "third", "second"]


def test_without_any_patch_every_ministack_is_accepted(applied):
    apply.apply_all(skip=["first", "second", "third"])

    assert applied == []


def test_an_unknown_name_is_an_error(applied):
    with pytest.raises(PatchError, match="there is no patch other"):
        apply.apply_all(skip=["other"])

    assert applied == []


def test_the_order_of_the_registry_is_right():
    apply.check_order(PATCHES)


@pytest.mark.parametrize("name", [patch.name for patch in PATCHES if patch.innermost or patch.outermost])
def test_another_place_in_the_registry_is_an_error(name):
    """The last place for a patch that must be the innermost one, the first for one that must be the outermost."""
    (moved,) = (patch for patch in PATCHES if patch.name == name)
    others = [patch for patch in PATCHES if patch.name != name]
    order = [*others, moved] if moved.innermost else [moved, *others]

    with pytest.raises(PatchError, match=moved.innermost or moved.outermost):
        apply.check_order(order)


@pytest.mark.parametrize(("place", "kind"), [("before", "innermost"), ("after", "outermost")])
def test_the_error_names_both_patches_the_target_and_the_reason(place, kind):
    strict = Patch("a.strict", wraps=(TARGET,), **{kind: "it counts the calls"})
    other = Patch("b.other", replaces=(TARGET,))
    patches = [other, strict] if place == "before" else [strict, other]

    with pytest.raises(PatchError) as raised:
        apply.check_order(patches)

    assert str(raised.value) == (
        f"a.strict must be the {kind} patch of {TARGET}, but b.other is {place} it in registry.py: it counts the calls"
    )


def test_patches_with_other_targets_can_have_any_place():
    strict = Patch("a.strict", wraps=(TARGET,), innermost="it counts the calls")
    other = Patch("b.other", wraps=("services.sqs.receive",))

    apply.check_order([other, strict])
    apply.check_order([strict, other])
