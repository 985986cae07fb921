"""Sessions of roles."""

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


def test_each_has_the_keys_and_the_region_it_was_given():
    clients = {key: session(key).client("sqs") for key in ("ASIA1", "ASIA2")}

    for key, client in clients.items():
        signer = client._request_signer._credentials
        assert (signer.access_key, signer.token, client.meta.region_name) == (key, f"of {key}", "eu-west-1")


def test_the_second_reads_nothing_of_a_service_that_the_first_has_read(monkeypatch):
    session("ASIA1").client("sqs")
    monkeypatch.setattr(JSONFileLoader, "load_file", lambda _, path: pytest.fail(f"{path} was read again"))

    assert session("ASIA2").client("sqs").meta.service_model.service_name == "sqs"


def test_one_thread_at_a_time_completes_a_model_that_all_have_in_common(monkeypatch):
    process, free, met = ExtrasProcessor.process, threading.Lock(), []

    def slowly(*arguments):
        met.append(not free.acquire(blocking=False))
        time.sleep(0.05)
        process(*arguments)
        free.release()

    monkeypatch.setattr(ExtrasProcessor, "process", slowly)
    boto_sessions._loader.cache_clear()
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda key: session(key).client("s3"), ("ASIA1", "ASIA2", "ASIA3")))

    assert met
    assert not any(met)
