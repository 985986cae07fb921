import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aws_oracle import Script, http

from aws_client import container
from aws_client.client import Client
from aws_client.credentials import Credentials, from_environment
from aws_client.errors import NoCredentialsError


def test_credentials_are_the_environments_at_each_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "first")
    assert from_environment().access_key == "first"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "second")
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    assert vars(from_environment()) == vars(Credentials("second", "secret/example+key"))


def test_own_credentials_sign_in_their_place(server: Script) -> None:
    server.actions = [http(200)]
    Client("sqs", endpoint_url=server.url, credentials=Credentials("own", "secret")).delete_message()
    assert b"Credential=own/" in server.requests[0]
    assert b"x-amz-security-token" not in server.requests[0]


@pytest.fixture
def without_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setattr(container, "_cached", {})


@pytest.mark.usefixtures("without_key")
def test_no_credentials_are_an_error_of_the_call() -> None:
    with pytest.raises(NoCredentialsError, match="AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY aren't set"):
        Client("dynamodb").get_item()


def answer(seconds: float, key: str = "of-the-snapshot", **changes: Any) -> bytes:
    end = datetime.fromtimestamp(time.time() + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = {"AccessKeyId": key, "SecretAccessKey": "secret", "Token": "token", "Expiration": end} | changes
    return http(200, json.dumps({name: value for name, value in found.items() if value}).encode())


@pytest.mark.usefixtures("without_key")
def test_a_function_with_snapstart_gets_them_from_its_environments_url(
    server: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{server.url}/2021-04-23/credentials?x=1")
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "the-token")
    server.actions = [answer(3600), answer(3600, "second")]
    assert [from_environment().access_key for _ in range(2)] == ["of-the-snapshot"] * 2
    (request,) = server.requests
    assert request.startswith(b"GET /2021-04-23/credentials?x=1 HTTP/1.1\r\n")
    assert b"\r\nauthorization: the-token\r\n" in request
    later = time.time() + 3400
    monkeypatch.setattr(container.time, "time", lambda: later)
    assert from_environment().access_key == "second"


@pytest.mark.usefixtures("without_key")
def test_a_copy_of_a_snapshot_asks_for_its_own(server: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url)
    server.actions = [answer(3600), answer(3600, "of-the-copy")]
    from_environment()
    container.forget()
    assert from_environment().access_key == "of-the-copy"


@pytest.mark.usefixtures("without_key")
def test_the_token_can_be_in_a_file(server: Script, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("of-the-file\n")
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url)
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(tmp_path / "token"))
    server.actions = [answer(3600)]
    from_environment()
    assert b"\r\nauthorization: of-the-file\r\n" in server.requests[0]


@pytest.mark.usefixtures("without_key")
@pytest.mark.parametrize(
    "action",
    ["close", http(500), http(200, b"[]"), http(200, b"{}"), answer(60, Expiration="soon"), answer(60, "")],
    ids=["closed", "500", "a list", "empty", "no time", "no key"],  # an answer has the current time
)
def test_no_credentials_from_the_url_are_an_error(server: Script, action: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url)
    server.actions = [action]
    with pytest.raises(NoCredentialsError, match=f"no credentials from {server.url}"):
        from_environment()


@pytest.mark.usefixtures("without_key")
@pytest.mark.parametrize("token", [None, "a\r\nb"])
def test_credentials_are_asked_for_on_this_machine_only(token: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1" if token else "http://credentials.example.com/"
    )
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", token or "x")
    with pytest.raises(NoCredentialsError, match="line break" if token else "neither local nor https"):
        from_environment()
