import pytest

from slipway.local import mends


@pytest.fixture
def applied(monkeypatch, tmp_path):
    """A package of three mends; the list gets the name of each that is applied."""
    names: list[str] = []
    monkeypatch.setattr(mends, "applied", names, raising=False)
    for name in ("third_one", "first_one", "second_one"):
        source = f"from slipway.local import mends\n\ndef apply():\n    mends.applied.append({name!r})\n"
        (tmp_path / f"{name}.py").write_text(source)
        monkeypatch.delitem("sys.modules", f"slipway.local.mends.{name}", raising=False)
    monkeypatch.setattr(mends, "__path__", [str(tmp_path)])
    return names


def test_every_module_of_the_package_is_applied_in_the_order_of_the_names(applied):
    mends.apply_all()

    assert applied == mends.names() == ["first_one", "second_one", "third_one"]


def test_a_mend_can_be_left_out(applied):
    mends.apply_all(without=["second_one"])

    assert applied == ["first_one", "third_one"]


def test_leaving_out_a_mend_that_is_not_there_is_an_error_that_names_the_others(applied):
    with pytest.raises(ValueError, match="there is no mend other; there are: first_one, second_one, third_one"):
        mends.apply_all(without=["other"])

    assert applied == []
