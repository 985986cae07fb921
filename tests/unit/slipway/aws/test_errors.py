"""A shell's variables of a local AWS that was started again since, and the same error of AWS."""

import pytest
from botocore.exceptions import ClientError

from slipway.aws.errors import describe
from slipway.deploy.errors import explain

ADVICE = 'the local AWS has had another secret since it was started: run `eval "$(slipway env)"` again'


@pytest.mark.parametrize("code", ["InvalidSignatureException", "SignatureDoesNotMatch"])
@pytest.mark.parametrize("explained", [describe, lambda error: explain(error, "dev-get-movie")], ids=["any", "deploy"])
def test_an_old_secret_of_the_local_aws_is_named_and_not_one_of_aws(monkeypatch, code, explained):
    error = ClientError({"Error": {"Code": code, "Message": "The signature does not match"}}, "GetFunction")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    assert explained(error) == ADVICE
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    assert "The signature does not match" in explained(error)


def test_another_refusal_of_the_local_aws_keeps_its_message(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    denied = ClientError({"Error": {"Code": "AccessDenied", "Message": "not allowed"}}, "GetFunction")
    assert "not allowed" in describe(denied)
