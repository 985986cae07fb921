import os
import subprocess

import pytest
from repository import ROOT

from slipway.harness import run
from slipway.local import environments

# It runs without the HTTP server, which has only one thread.
BEGIN = """
import sys
import threading
from ministack.services import sts
from slipway_emulator.patches.iam import concurrent_sessions

if sys.argv[1] == "patched":
    concurrent_sessions.apply()

class Expired(dict):
    def get(self, *arguments):
        another = threading.Thread(target=sts._sessions.setdefault, args=("meanwhile", {"Expiration": 1e12}))
        another.start()
        another.join()
        return super().get(*arguments)

sts.register_session("expired", Expired(Expiration=1))
sts.register_session("next", {"Expiration": 1e12})
print(*sorted(sts._sessions))
"""


@pytest.fixture
def begin(pytestconfig, tmp_path):
    """``begin("patched")`` or ``begin("unpatched")`` starts a session while another thread starts one."""
    python = environments.emulator_python(run.directory(pytestconfig).parent / "environments")

    def begin(how):
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        command = [python, "-P", "-c", BEGIN, how]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return begin


def test_sessions_that_start_concurrently_are_all_stored_and_expired_ones_removed(begin):
    done = begin("patched")
    assert (done.stdout, done.returncode) == ("meanwhile next\n", 0), done.stderr


@pytest.mark.upstream
def test_unpatched_ministack_fails_for_one_of_them(begin):
    assert "RuntimeError: dictionary changed size during iteration" in begin("unpatched").stderr
