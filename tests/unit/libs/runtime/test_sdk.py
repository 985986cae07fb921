import boto3
import pytest

from runtime import sdk


@pytest.mark.parametrize(("config", "attempts"), [(sdk.CONFIG, sdk.ATTEMPTS), (sdk.ONE_ATTEMPT, 1)])
def test_a_client_waits_and_retries_no_longer_than_planned(
    config: sdk.Config, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "10")
    used = boto3.client("dynamodb", region_name="eu-central-1", config=config).meta.config
    assert (used.connect_timeout, used.read_timeout) == (sdk.CONNECT_TIMEOUT, sdk.READ_TIMEOUT)
    assert used.retries == {"mode": "standard", "total_max_attempts": attempts}


def test_two_calls_that_hang_leave_the_gateway_time_to_hear_of_it() -> None:
    # API Gateway gives up after 29 s: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
    assert 2 * sdk.SLOWEST_CALL < 29
