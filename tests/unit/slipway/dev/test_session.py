"""`slipway dev`, after `slipway up` has replaced the local AWS."""

import pytest
from botocore.exceptions import EndpointConnectionError

from slipway.config.project import Project
from slipway.dev import session
from slipway.dev.changes import Changes
from slipway.dev.session import Session
from slipway.errors import SlipwayError
from slipway.local.emulator import Emulator


def emulator(tmp_path, *, pid=1, port=4566, secret="first"):
    return Emulator(tmp_path, port, pid, "2026-11-29T00:00:00Z", secret)


@pytest.fixture
def applied(tmp_path, monkeypatch):
    """``applied(running)`` presses the key u; ``running`` is the local AWS after it. Returns the session."""
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=())

    def applied(running, error=None):
        def up(*_):
            if error:
                raise error

        monkeypatch.setattr(session, "up", up)
        monkeypatch.setattr(session.emulator, "status", lambda _: running)
        begun = Session(project, emulator(tmp_path), [], is_colored=False)
        begun._cleanings["get-movie"] = (0.0, 3)
        begun._apply()
        return begun

    return applied


@pytest.mark.parametrize(
    "changes", [{"pid": 2, "secret": "second"}, {"pid": 2, "port": 4567}, {"pid": 2, "port": 4567, "secret": "second"}]
)
@pytest.mark.parametrize("error", [None, SlipwayError("an apply failed")])
def test_clients_are_those_of_the_new_local_aws(applied, tmp_path, changes, error):
    new = emulator(tmp_path, **changes)
    begun = applied(new, error)
    for client in (begun._client, begun._deployer._deployer.client, begun._logs._logs._client):
        assert client.meta.endpoint_url == new.endpoint_url
        assert client._request_signer._credentials.secret_key == new.secret_access_key
    assert begun._cleanings == {}  # the versions of the old one


@pytest.mark.parametrize("is_running", [True, False])
def test_clients_stay_with_the_local_aws(applied, tmp_path, is_running):
    begun = applied(emulator(tmp_path) if is_running else None)
    assert begun._client.meta.endpoint_url == "http://127.0.0.1:4566"
    assert begun._cleanings == {"get-movie": (0.0, 3)}


@pytest.fixture
def watching(tmp_path, monkeypatch):
    """``watching(running)`` returns a session whose calls fail, because ``running`` is the local AWS by now."""
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=())

    def fail():
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:4566")

    def watching(running):
        monkeypatch.setattr(session.emulator, "status", lambda _: running)
        begun = Session(project, emulator(tmp_path), [], is_colored=False)
        monkeypatch.setattr(begun, "_show", fail)
        return begun

    return watching


@pytest.mark.parametrize("event", [Session._show_or_connect, lambda begun: begun._handle(Changes())])
def test_another_command_has_started_another_one(watching, tmp_path, event):
    begun = watching(emulator(tmp_path, secret="second"))
    event(begun)
    assert begun._client._request_signer._credentials.secret_key == "second"


def test_it_waits_for_one_that_has_ended(watching):
    begun = watching(None)
    begun._show_or_connect()
    assert begun._client.meta.endpoint_url == "http://127.0.0.1:4566"


def test_an_error_of_the_local_aws_that_runs_is_one(watching, tmp_path):
    with pytest.raises(EndpointConnectionError):
        watching(emulator(tmp_path))._show_or_connect()
