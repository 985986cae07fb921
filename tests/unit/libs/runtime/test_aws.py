import boto3
import pytest

from runtime import aws


@pytest.mark.parametrize(("config", "attempts"), [(aws.CONFIG, aws.ATTEMPTS), (aws.ONE_ATTEMPT, 1)])
def test_a_client_has_the_configured_timeouts_and_attempts(
    config: aws.Config, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "10")
    used = boto3.client("dynamodb", region_name="eu-central-1", config=config).meta.config
    assert (used.connect_timeout, used.read_timeout) == (aws.CONNECT_TIMEOUT, aws.READ_TIMEOUT)
    assert used.retries == {"mode": "standard", "total_max_attempts": attempts}


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
