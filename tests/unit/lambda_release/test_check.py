"""Responses that no Python function returns, and the advice for errors."""

import io
import json
from types import SimpleNamespace

import pytest

from lambda_release.check import Check, check_version
from lambda_release.errors import ReleaseError
from lambda_release.function import Function


def test_a_response_that_is_not_text_only_fails_the_check():
    client = SimpleNamespace(invoke=lambda **_: {"Payload": io.BytesIO(b"\xff")})
    with pytest.raises(ReleaseError, match=r"version 2 fails check\.json: it returned"):
        check_version(Function(client, "dev-get-movie"), "2", Check({}, {"statusCode": 200}))


@pytest.mark.parametrize("status", [404, 499, "500", None, 500, 502])
def test_without_an_expected_response_only_an_error_of_the_server_fails(status):
    payload = json.dumps({"statusCode": status}).encode()
    function = Function(SimpleNamespace(invoke=lambda **_: {"Payload": io.BytesIO(payload)}), "dev-get-movie")
    if status in (500, 502):
        with pytest.raises(ReleaseError, match=rf"it returned .*{status}.*, a server's error"):
            check_version(function, "2", Check({}))
    else:
        check_version(function, "2", Check({}))


DENIED = (
    "An error occurred (AccessDeniedException) when calling the Scan operation: User: "
    f"arn:aws:sts::123456789012:assumed-role/{'a' * 200} is not authorized to perform: dynamodb:Scan on resource: x"
)


@pytest.mark.parametrize("check", [None, Check({})])
@pytest.mark.parametrize(
    ("error", "message", "advice"),
    [
        (
            "Runtime.ImportModuleError",
            "Unable to import module 'a': No module named 'b'",
            "the app's requirements.txt, or",
        ),
        ("Runtime.X", DENIED, "add the action to role.statements of the function; on the local AWS, `slipway iam`"),
    ],
)
def test_an_error_that_a_beginner_makes_is_followed_by_what_to_do(check, error, message, advice):
    def invoke(**_):
        payload = json.dumps({"errorType": error, "errorMessage": message})
        return {"FunctionError": "Unhandled", "Payload": io.BytesIO(payload.encode())}

    with pytest.raises(ReleaseError) as raised:
        check_version(Function(SimpleNamespace(invoke=invoke), "dev-a"), "2", check, "python3.13")

    assert f": {error}: {message}"[:200] in str(raised.value)
    assert advice in str(raised.value)
    assert len(str(raised.value)) < 500
