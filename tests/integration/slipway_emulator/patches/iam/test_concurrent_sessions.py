import pytest

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


def test_sessions_that_start_concurrently_are_all_stored_and_expired_ones_removed(run_in_emulator):
    done = run_in_emulator(BEGIN, "patched")
    assert (done.stdout, done.returncode) == ("meanwhile next\n", 0), done.stderr


@pytest.mark.upstream
def test_unpatched_ministack_fails_for_one_of_them(run_in_emulator):
    assert "RuntimeError: dictionary changed size during iteration" in run_in_emulator(BEGIN, "unpatched").stderr
