"""How a run reacts to SIGTERM, and what its workers get to know."""

import os
import signal
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from slipway.harness import run


@pytest.fixture
def sigterm():
    """The default action, as pytest finds it."""
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGTERM, before)


def test_sigterm_is_as_ctrl_c(sigterm):
    run.interrupt_on_sigterm()

    with pytest.raises(KeyboardInterrupt, match="SIGTERM"):
        os.kill(os.getpid(), signal.SIGTERM)


def test_handler_of_another_program_stays(sigterm):
    def own(*_):
        raise AssertionError

    signal.signal(signal.SIGTERM, own)
    run.interrupt_on_sigterm()

    assert signal.getsignal(signal.SIGTERM) is own


def test_thread_that_may_set_no_handler_is_not_an_error(sigterm):
    thread = threading.Thread(target=run.interrupt_on_sigterm)
    thread.start()
    thread.join()

    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_fork_of_a_test_ends_by_sigterm_as_if_there_was_no_handler():
    program = """
import multiprocessing, time
from slipway.harness import run
run.interrupt_on_sigterm()
child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
child.start()
time.sleep(0.5)
child.terminate()
child.join()
print(child.exitcode)
"""
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert (output.stdout, output.stderr) == ("-15\n", "")


def test_workers_get_the_folder_also_if_it_cannot_be_written(tmp_path):
    config = SimpleNamespace(rootpath=tmp_path, stash=pytest.Stash())
    (tmp_path / ".slipway").touch()

    passed = run.worker_input(config)

    assert passed["slipway_run_directory"] == str(run.directory(config))
    with pytest.raises(OSError, match=r"\.slipway"):
        run.hold(config)
