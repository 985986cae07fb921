import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.loaders import ExtrasProcessor, JSONFileLoader

from slipway_emulator.services import boto_sessions


def session(key):
    return boto_sessions.make(
        "eu-west-1", aws_access_key_id=key, aws_secret_access_key="s", aws_session_token=f"of {key}"
    )


def test_each_session_has_its_own_credentials_and_region():
    clients = {key: session(key).client("sqs") for key in ("ASIA1", "ASIA2")}

    for key, client in clients.items():
        signer = client._request_signer._credentials
        assert (signer.access_key, signer.token, client.meta.region_name) == (key, f"of {key}", "eu-west-1")


def test_sessions_share_the_loaded_service_models(monkeypatch):
    session("ASIA1").client("sqs")
    monkeypatch.setattr(JSONFileLoader, "load_file", lambda _, path: pytest.fail(f"{path} was loaded again"))

    assert session("ASIA2").client("sqs").meta.service_model.service_name == "sqs"


def test_shared_models_are_loaded_in_one_thread_at_a_time(monkeypatch):
    process, lock, overlaps = ExtrasProcessor.process, threading.Lock(), []

    def process_slowly(*arguments):
        overlaps.append(not lock.acquire(blocking=False))
        time.sleep(0.05)
        process(*arguments)
        lock.release()

    monkeypatch.setattr(ExtrasProcessor, "process", process_slowly)
    boto_sessions._loader.cache_clear()
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda key: session(key).client("s3"), ("ASIA1", "ASIA2", "ASIA3")))

    assert overlaps
    assert not any(overlaps)
