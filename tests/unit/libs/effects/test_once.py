import importlib
import os
import pickle
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError
from fake_services import Services, lost_response, throttled

TIMEOUT = 60


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Callable[[Services], ModuleType]:
    monkeypatch.setenv("DELIVERIES_TABLE", "deliveries")

    def run(services: Services) -> ModuleType:
        sys.modules.pop("effects.once", None)
        with patch("runtime.clients.client", services.client):
            once = importlib.import_module("effects.once")
        monkeypatch.setattr(once, "time", SimpleNamespace(time=lambda: services.now))
        return once

    return run


@pytest.fixture
def once(load: Any, services: Services) -> ModuleType:
    module: ModuleType = load(services)
    return module


@pytest.fixture
def send(services: Services) -> Callable[[], None]:
    return lambda: services.mails.append("mail")


CONTEXT = SimpleNamespace(invoked_function_arn="", get_remaining_time_in_millis=lambda: TIMEOUT * 1000)


def fail() -> None:
    raise OSError("refused")


# The steps of a delivery, where its process is killed, with the mails that this and the next delivery send together.
STEPS = [
    ("put_item", "SENDING", False, 1),
    ("put_item", "SENDING", True, 1),
    ("send", None, False, 1),
    ("send", None, True, 2),  # the open window
    ("put_item", "SENT", False, 2),  # the open window
    ("put_item", "SENT", True, 1),
]


@pytest.mark.parametrize(("operation", "status", "is_after", "mails"), STEPS)
def test_a_process_that_is_killed_at_a_step(
    operation: str, status: str | None, is_after: bool, mails: int, load: Any, tmp_path: Path
) -> None:
    """Only the window between the mailer's answer and the record's doubles a mail, and no step loses one."""
    state = tmp_path / "services"

    def delivery() -> None:
        services = Services()

        def die(name: str, arguments: dict[str, Any], is_done: bool) -> None:
            found = arguments.get("Item", {}).get("status", {}).get("S")
            if (name, found, is_done) == (operation, status, is_after):
                state.write_bytes(pickle.dumps((services.items, services.mails)))
                os.kill(os.getpid(), signal.SIGKILL)

        services.on_call = die

        def send() -> None:
            die("send", {}, False)
            services.mails.append("mail")
            die("send", {}, True)

        load(services).send_once("e", send, CONTEXT)

    child = os.fork()
    if child == 0:
        delivery()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    services = Services()
    services.items, services.mails = pickle.loads(state.read_bytes())
    services.now += 6 * TIMEOUT
    load(services).send_once("e", lambda: services.mails.append("mail"), CONTEXT)
    assert len(services.mails) == mails


def test_a_late_duplicate_has_no_effect(once: Any, services: Services, send: Any) -> None:
    assert once.send_once("e", send, CONTEXT)
    services.now += 27 * 24 * 60 * 60
    assert not once.send_once("e", send, CONTEXT)
    assert services.mails == ["mail"]


def test_a_record_that_expired_counts_until_it_is_deleted(once: Any, services: Services, send: Any) -> None:
    once.send_once("e", send, CONTEXT)
    services.now += 30 * 24 * 60 * 60
    assert not once.send_once("e", send, CONTEXT)


def test_a_concurrent_duplicate_is_delivered_again(once: Any, services: Services, send: Any) -> None:
    def duplicate() -> None:
        services.now += TIMEOUT  # the last moment of the owner
        with pytest.raises(once.ClaimedError):
            once.send_once("e", send, CONTEXT)
        send()

    assert once.send_once("e", duplicate, CONTEXT)
    assert services.mails == ["mail"]


def test_an_effect_that_failed_is_attempted_at_the_next_delivery(once: Any, services: Services, send: Any) -> None:
    with pytest.raises(OSError, match="refused"):
        once.send_once("e", fail, CONTEXT)
    assert once.send_once("e", send, CONTEXT)


def test_the_claim_of_another_delivery_is_not_released(once: Any, services: Services, send: Any) -> None:
    """The owner outlived its claim, as with a clock that is wrong."""

    def overtaken() -> None:
        services.now += 2 * TIMEOUT
        assert once.send_once("e", send, CONTEXT)
        fail()

    with pytest.raises(OSError, match="refused"):
        once.send_once("e", overtaken, CONTEXT)
    assert not once.send_once("e", send, CONTEXT)
    assert services.mails == ["mail"]


def test_a_claim_whose_response_was_lost_belongs_to_its_delivery(once: Any, services: Services, send: Any) -> None:
    lost: list[str] = []

    def lose_first(name: str, _arguments: Any, is_done: bool) -> None:
        if is_done and not lost:
            lost.append(name)
            raise lost_response()

    services.on_call = lose_first
    assert once.send_once("e", send, CONTEXT)
    assert lost == ["put_item"]


def test_the_error_of_the_effect_is_raised_when_the_claim_cannot_be_released(
    once: Any, services: Services, send: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(name: str, _arguments: Any, _is_done: bool) -> None:
        if name == "delete_item":
            raise throttled("DeleteItem")

    services.on_call = refuse
    with pytest.raises(OSError, match="refused"):
        once.send_once("e", fail, CONTEXT)
    assert "a claim could not be released" in caplog.text
    services.now += TIMEOUT + 11
    assert once.send_once("e", send, CONTEXT)


def test_nothing_is_sent_without_a_claim(once: Any, services: Services, send: Any) -> None:
    def refuse(name: str, _arguments: Any, _is_done: bool) -> None:
        raise throttled(name)

    services.on_call = refuse
    with pytest.raises(ClientError):
        once.send_once("e", send, CONTEXT)
    assert services.mails == []
