"""Responses that no Python function returns."""

import io
from types import SimpleNamespace

import pytest

from lambda_release.check import Check, check_version
from lambda_release.errors import ReleaseError
from lambda_release.function import Function


def test_a_response_that_is_not_text_only_fails_the_check():
    client = SimpleNamespace(invoke=lambda **_: {"Payload": io.BytesIO(b"\xff")})
    with pytest.raises(ReleaseError, match=r"version 2 fails check\.json: it returned"):
        check_version(Function(client, "dev-get-movie"), "2", Check({}, {"statusCode": 200}))
