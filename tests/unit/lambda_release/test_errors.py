"""Messages for errors of Lambda during a release."""

import pytest
from botocore.exceptions import ClientError

from lambda_release.errors import explain


def error(code, operation="UpdateFunctionCode"):
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


@pytest.mark.parametrize("code", ["CodeVerificationFailedException", "InvalidCodeSignatureException"])
def test_a_function_that_takes_signed_code_only_is_refused_with_what_to_change(code):
    message = explain(error(code), "dev-get-movie")
    assert message.startswith(
        "dev-get-movie takes signed packages only, and a release doesn't sign them: take the code"
    )
    assert code in message


def test_another_error_is_what_lambda_says():
    assert explain(error("CodeStorageExceededException"), "dev-get-movie") == str(error("CodeStorageExceededException"))


def test_a_conflict_asks_to_deploy_again():
    assert "changed by someone else meanwhile" in explain(error("PreconditionFailedException"), "dev-get-movie")
