import os
import subprocess
import sys
import threading

import pytest

from slipway.errors import SlipwayError
from slipway.local import control
from slipway_emulator import control as reader


@pytest.fixture(autouse=True)
def emulator_process(tmp_path, monkeypatch):
    """The emulator's process runs in the folder of the local AWS."""
    monkeypatch.chdir(tmp_path)


def test_the_emulator_reads_a_registered_repository(tmp_path):
    control.register_repository(tmp_path, "123456789012", "example/site", tmp_path / "site")

    assert reader.repository("123456789012", "example/site") == tmp_path / "site"
    assert control.find_repository(tmp_path, "123456789012", "example/site") == tmp_path / "site"
    assert reader.repository("123456789012", "example/other") is None
    assert reader.repository("210987654321", "example/site") is None


def test_the_emulator_reads_a_time_limit_until_it_is_reset(tmp_path):
    assert reader.lambda_reply_timeout("123456789012", "dev-cache") == 1200

    control.set_lambda_reply_timeout(tmp_path, "123456789012", "dev-cache", 3)
    assert reader.lambda_reply_timeout("123456789012", "dev-cache") == 3
    assert reader.lambda_reply_timeout("210987654321", "dev-cache") == 1200
    assert reader.lambda_reply_timeout("123456789012", "dev-other") == 1200

    control.set_lambda_reply_timeout(tmp_path, "123456789012", "dev-cache", None)
    assert reader.lambda_reply_timeout("123456789012", "dev-cache") == 1200


def test_values_of_an_account_do_not_overwrite_each_other(tmp_path):
    control.set_lambda_reply_timeout(tmp_path, "123456789012", "dev-cache", 3)
    control.register_repository(tmp_path, "123456789012", "example/site", tmp_path)
    control.set_lambda_reply_timeout(tmp_path, "210987654321", "dev-cache", 4)

    assert reader.lambda_reply_timeout("123456789012", "dev-cache") == 3
    assert reader.repository("123456789012", "example/site") == tmp_path
    assert reader.lambda_reply_timeout("210987654321", "dev-cache") == 4


def test_concurrent_writers_lose_nothing(tmp_path):
    def register(number: int) -> None:
        control.register_repository(tmp_path, "123456789012", f"example/{number}", tmp_path)

    threads = [threading.Thread(target=register, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(control.find_repository(tmp_path, "123456789012", f"example/{number}") for number in range(20))


def test_the_clock_of_an_account_only_goes_forward(tmp_path):
    assert reader.cloudwatch_clock_offset("123456789012") == 0

    assert control.advance_cloudwatch_clock(tmp_path, "123456789012", 60) == 60
    assert control.advance_cloudwatch_clock(tmp_path, "123456789012", 30) == 90
    assert reader.cloudwatch_clock_offset("123456789012") == 90
    assert reader.cloudwatch_clock_offset("210987654321") == 0


def test_one_running_process_debugs_a_function(tmp_path):
    def settings(owner, port=5678):
        return {"owner": owner, "port": port, "packages": "", "files": {}}

    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    control.set_debugger(tmp_path, "123456789012", "dev-get-movie", settings(ended.pid))
    control.set_debugger(tmp_path, "123456789012", "dev-get-movie", settings(os.getpid(), 5679))
    assert reader.debugger("123456789012", "dev-get-movie")["port"] == 5679

    with pytest.raises(SlipwayError, match=f"dev-get-movie is debugged by process {os.getpid()} on port 5679: end it"):
        control.set_debugger(tmp_path, "123456789012", "dev-get-movie", settings(ended.pid))
    control.end_debugger(tmp_path, "123456789012", "dev-get-movie", ended.pid)
    assert reader.debugger("123456789012", "dev-get-movie")["port"] == 5679

    control.end_debugger(tmp_path, "123456789012", "dev-get-movie", os.getpid())
    assert reader.debugger("123456789012", "dev-get-movie") is None


@pytest.mark.parametrize("content", ["", "[]"])
def test_a_damaged_file_is_one_line_with_what_to_do_for_both(tmp_path, content):
    (tmp_path / "control.json").write_text(content)
    line = f"{tmp_path}/control.json is damaged: run `make down`, then `make up`"
    with pytest.raises(SlipwayError, match=f"^{line}$"):
        control.register_repository(tmp_path, "123456789012", "example/site", tmp_path / "site")
    with pytest.raises(ValueError, match=f"^{line}$"):
        reader.cloudwatch_clock_offset("123456789012")
