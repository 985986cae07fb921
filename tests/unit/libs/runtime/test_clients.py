import pytest

from runtime import aws
from runtime.clients import client


@pytest.mark.parametrize(("given", "attempts"), [({}, aws.ATTEMPTS), ({"attempts": 1}, 1)])
def test_a_client_has_the_limits_of_the_functions(
    given: dict[str, int], attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "10")
    made = client("dynamodb", **given)
    assert made._transport._timeouts == (aws.CONNECT_TIMEOUT, aws.READ_TIMEOUT)
    assert made._attempts == attempts
