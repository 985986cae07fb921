import pytest

# In the process, since MiniStack looks for idle workers every 30 seconds.
REAP = """
import sys
import time
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

class Worker:
    _proc = None
    config = {}

    def __init__(self, name, idle, in_use=False):
        self.name, self.last_used, self.in_use = name, time.time() - idle, in_use

    def _discard_tmpdir(self):
        print(self.name, "ended")

if sys.argv[1] == "patched":
    from slipway_emulator.patches.functions import idle_workers
    idle_workers.apply()
lambda_runtime._workers |= {
    "old": [Worker("old", 301)],
    "new": [Worker("new", 290)],
    "busy": [Worker("busy", 900, in_use=True)],
    "several": [Worker("first", 301), Worker("second", 5), Worker("third", 301)],
}
print(lambda_svc.reap_idle_workers())
print({key: [worker.name for worker in workers] for key, workers in lambda_runtime._workers.items()})
"""


def reap(run_in_emulator, how):
    done = run_in_emulator(REAP, how)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_workers_without_an_invocation_for_5_minutes_end(run_in_emulator):
    assert reap(run_in_emulator, "patched") == [
        "old ended",
        "first ended",
        "third ended",
        "3",
        "{'new': ['new'], 'busy': ['busy'], 'several': ['second']}",
    ]


@pytest.mark.upstream
def test_unpatched_ministack_keeps_one_for_each_version(run_in_emulator):
    assert "old ended" not in reap(run_in_emulator, "unpatched")
