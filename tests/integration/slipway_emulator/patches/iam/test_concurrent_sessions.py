import os
import subprocess

import pytest
from repository import ROOT

from slipway.harness import run
from slipway.local import environments

# In MiniStack's own process, since its HTTP server has one thread.
BEGIN = """
import sys
import threading
from ministack.services import sts
from slipway_emulator.patches import sessions_side_by_side

if sys.argv[1] == "patched":
    sessions_side_by_side.apply()

class LookedAt(dict):
    def get(self, *arguments):
        another = threading.Thread(target=sts._sessions.setdefault, args=("meanwhile", {"Expiration": 1e12}))
        another.start()
        another.join()
        return super().get(*arguments)

sts.register_session("expired", LookedAt(Expiration=1))
sts.register_session("next", {"Expiration": 1e12})
print(*sorted(sts._sessions))
"""


@pytest.fixture
def begin(pytestconfig, tmp_path):
    """``begin(how)`` begins a session while another thread does, in MiniStack patched or unpatched."""
    python = environments.emulator_python(run.directory(pytestconfig).parent / "environments")

    def begin(how):
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        command = [python, "-P", "-c", BEGIN, how]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return begin


def test_sessions_that_begin_side_by_side_are_all_there_and_no_expired_one(begin):
    done = begin("patched")
    assert (done.stdout, done.returncode) == ("meanwhile next\n", 0), done.stderr


def test_unpatched_ministack_fails_for_one_of_them(begin):
    assert "RuntimeError: dictionary changed size during iteration" in begin("unpatched").stderr
