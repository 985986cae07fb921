import pytest

from runtime import aws


def test_two_slow_calls_end_before_api_gateways_timeout() -> None:
    # 29 seconds: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
    assert 2 * aws.SLOWEST_CALL < 29


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_setting_is_an_error_with_its_name(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOVIES_TABLE", raising=False)
    if value is not None:
        monkeypatch.setenv("MOVIES_TABLE", value)
    with pytest.raises(RuntimeError, match="MOVIES_TABLE is not set"):
        aws.setting("MOVIES_TABLE")
