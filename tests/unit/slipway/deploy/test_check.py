"""What a check makes of answers that no Python function gives."""

import io
from types import SimpleNamespace

import pytest

from slipway.deploy import check as checks
from slipway.deploy.check import Check
from slipway.errors import SlipwayError


def test_an_answer_that_is_no_text_fails_the_check_and_nothing_else():
    client = SimpleNamespace(invoke=lambda **_: {"Payload": io.BytesIO(b"\xff")})
    with pytest.raises(SlipwayError, match=r"version 2 fails check\.json: it answered"):
        checks.run(client, "dev-get-movie", "2", Check({}, {"statusCode": 200}))
