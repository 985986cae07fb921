"""Responses that no Python function returns."""

import io
from types import SimpleNamespace

import pytest

from slipway.config.app import App
from slipway.deploy.check import Check, check_version, load
from slipway.deploy.function import Function
from slipway.errors import SlipwayError


def test_a_response_that_is_not_text_only_fails_the_check(tmp_path):
    client = SimpleNamespace(invoke=lambda **_: {"Payload": io.BytesIO(b"\xff")})
    function = Function(client, App(tmp_path / "apps/get-movie"), "dev")
    with pytest.raises(SlipwayError, match=r"version 2 fails check\.json: it returned"):
        check_version(function, "2", Check({}, {"statusCode": 200}))


def test_a_byte_order_mark_in_the_file_is_ignored(tmp_path):
    app = App(tmp_path / "apps/get-movie")
    app.folder.mkdir(parents=True)
    (app.folder / "check.json").write_bytes(b'\xef\xbb\xbf{"event": {}}')
    assert load(app) == Check({})
