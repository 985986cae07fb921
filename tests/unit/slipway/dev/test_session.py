"""`slipway dev`, after `slipway up` has replaced the local AWS."""

from contextlib import nullcontext

import pytest
from botocore.exceptions import EndpointConnectionError

from slipway.config.project import Project
from slipway.config.stack import Stack
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


@pytest.mark.parametrize(
    ("pressed", "pending", "applied"), [("u", True, 1), ("xu", True, 1), ("x", True, 0), ("u", False, 0)]
)
def test_the_key_u_applies_the_stacks_that_have_changed(tmp_path, monkeypatch, pressed, pending, applied):
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=())
    begun, calls = Session(project, emulator(tmp_path), [], is_colored=False), []
    monkeypatch.setattr(session, "watch", lambda *_, **__: [set()])
    monkeypatch.setattr(session, "watched", lambda _: [])
    monkeypatch.setattr(session.keys, "single_keys", lambda: nullcontext(enter_result=True))
    monkeypatch.setattr(session.keys, "pressed", lambda: pressed)
    monkeypatch.setattr(begun, "_show", lambda: None)
    monkeypatch.setattr(begun, "_apply", lambda: calls.append(begun._pending))
    begun._pending = {"notes"} if pending else set()
    begun._watch()
    assert calls == [{"notes"}] * applied


@pytest.mark.parametrize(("outputs", "line"), [({"site": "dev-site"}, "dev-site"), ({}, "there is no pipeline that")])
def test_a_saved_website_is_built_by_the_pipelines_that_are_applied(tmp_path, monkeypatch, capsys, outputs, line):
    stack = Stack(name="frontend", directory="iac/frontend", outputs={"site": "pipeline"}, pipeline="site")
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev", stacks=(stack,))
    begun, calls = Session(project, emulator(tmp_path), [], is_colored=False), []
    monkeypatch.setattr(session, "recorded_outputs", lambda _: outputs)
    monkeypatch.setattr(session.website, "build", lambda *arguments: calls.append(arguments[2]))
    monkeypatch.setattr(begun, "_connect_to_another", lambda: None)
    begun._handle(Changes(built=["website"]))
    assert f"apps/website: {line} builds it" in capsys.readouterr().out
    assert calls == [list(outputs.values())]
