import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.loaders import ExtrasProcessor, JSONFileLoader

from slipway_emulator.services import boto_sessions

URL = "http://127.0.0.1:1"


def session(key):
    return boto_sessions.Session(
        "eu-west-1", aws_access_key_id=key, aws_secret_access_key="s", aws_session_token=f"of {key}"
    )


def test_each_session_has_its_own_credentials_and_region():
    clients = {key: session(key).client("sqs", URL) for key in ("ASIA1", "ASIA2")}

    for key, client in clients.items():
        signer = client._request_signer._credentials
        assert (signer.access_key, signer.token, client.meta.region_name) == (key, f"of {key}", "eu-west-1")


def test_a_session_creates_one_client_for_a_service_at_an_endpoint():
    clients = session("ASIA1")

    assert clients.client("sqs", URL) is clients.client("sqs", URL)
    assert clients.client("sqs", f"{URL}234").meta.endpoint_url == f"{URL}234"
    assert clients.client("sns", URL).meta.service_model.service_name == "sns"


def test_sessions_share_the_loaded_service_models(monkeypatch):
    session("ASIA1").client("sqs", URL)
    monkeypatch.setattr(JSONFileLoader, "load_file", lambda _, path: pytest.fail(f"{path} was loaded again"))

    assert session("ASIA2").client("sqs", URL).meta.service_model.service_name == "sqs"


def test_shared_models_are_loaded_in_one_thread_at_a_time(monkeypatch):
    process, lock, overlaps = ExtrasProcessor.process, threading.Lock(), []

    def process_slowly(*arguments):
        overlaps.append(not lock.acquire(blocking=False))
        time.sleep(0.05)
        process(*arguments)
        lock.release()

    monkeypatch.setattr(ExtrasProcessor, "process", process_slowly)
    boto_sessions._botocore_session.cache_clear()
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda key: session(key).client("s3", URL), ("ASIA1", "ASIA2", "ASIA3")))

    assert overlaps
    assert not any(overlaps)
