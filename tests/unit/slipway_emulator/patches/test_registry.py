import pytest

from slipway_emulator.patches import registry


@pytest.fixture
def applied(monkeypatch, tmp_path):
    """A package of three patches; the list gets the name of each that is applied."""
    names: list[str] = []
    monkeypatch.setattr(registry, "applied", names, raising=False)
    monkeypatch.setattr(registry, "_PACKAGE", "registered")
    monkeypatch.setattr(registry, "PATCHES", ("third", "first", "second"))
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "registered").mkdir()
    for name in registry.PATCHES:
        source = (
            f"from slipway_emulator.patches import registry\n\ndef apply():\n    registry.applied.append({name!r})\n"
        )
        (tmp_path / "registered" / f"{name}.py").write_text(source)
        monkeypatch.delitem("sys.modules", f"registered.{name}", raising=False)
    return names


def test_patches_are_applied_in_the_order_of_the_registry(applied):
    registry.apply_all()

    assert applied == ["third", "first", "second"]


def test_a_patch_can_be_skipped(applied):
    registry.apply_all(skip=["first"])

    assert applied == ["third", "second"]


def test_skipping_an_unknown_patch_is_an_error_that_names_the_others(applied):
    with pytest.raises(ValueError, match="there is no patch other; there are: third, first, second"):
        registry.apply_all(skip=["other"])

    assert applied == []
