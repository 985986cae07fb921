import pytest

from runtime.settings import setting


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_setting_is_named(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOVIES_TABLE", raising=False)
    if value is not None:
        monkeypatch.setenv("MOVIES_TABLE", value)
    with pytest.raises(RuntimeError, match="MOVIES_TABLE is not set"):
        setting("MOVIES_TABLE")
