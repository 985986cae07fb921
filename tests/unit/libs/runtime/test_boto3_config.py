import boto3
import pytest

from runtime import aws
from runtime.boto3_config import CONFIG


def test_a_client_has_the_configured_timeouts_and_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "10")
    used = boto3.client("dynamodb", region_name="eu-central-1", config=CONFIG).meta.config
    assert (used.connect_timeout, used.read_timeout) == (aws.CONNECT_TIMEOUT, aws.READ_TIMEOUT)
    assert used.retries == {"mode": "standard", "total_max_attempts": aws.ATTEMPTS}
