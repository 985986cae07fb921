"""A worker whose function is idle waits without polling."""

# Counts how often the threads wake up within a second, of which MiniStack's and socketserver's would 30 times.
WAIT = """
import http.server
import queue
import resource
import threading
import time
from slipway_emulator.patches.functions.python_worker.waiting import Invocations, RuntimeApi

def wake_ups():
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw

def wait():
    try:
        invocations.get(timeout=0.1)
    except queue.Empty:
        print("no invocation")

invocations = Invocations()
server = RuntimeApi(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
threads = [threading.Thread(target=server.serve_forever, args=(0.05,)), threading.Thread(target=wait)]
for thread in threads:
    thread.start()
time.sleep(0.2)
before = wake_ups()
time.sleep(1)
print("polls" if wake_ups() - before > 10 else "waits", flush=True)
invocations.close()
server.shutdown()
for thread in threads:
    thread.join()
print("ended")
"""


def test_an_idle_worker_wakes_up_only_for_an_invocation_and_its_end(run_in_emulator):
    done = run_in_emulator(WAIT)
    assert (done.stdout, done.returncode) == ("waits\nno invocation\nended\n", 0), done.stderr
