"""The execution environments of a function end after a minute without an invocation.

Lambda ends idle environments, after a time that it doesn't document:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown

MiniStack keeps one for each version that was ever invoked. Every deployment publishes a version, so a day of work
would leave hundreds of processes with 25 MB each.
"""

import time

from ministack.core import lambda_runtime
from ministack.services import lambda_svc


def apply() -> None:
    """Replace the function that ends idle environments, which MiniStack calls every 30 seconds."""
    lambda_svc.reap_idle_workers = _reap_idle_workers


def _reap_idle_workers() -> int:
    oldest = time.time() - lambda_runtime._LOCAL_WORKER_TTL
    ended = []
    with lambda_runtime._lock:
        for key, workers in list(lambda_runtime._workers.items()):
            kept = [worker for worker in workers if worker.in_use or worker.last_used > oldest]
            ended += [worker for worker in workers if worker not in kept]
            lambda_runtime._workers[key] = kept
            if not kept:
                del lambda_runtime._workers[key]
    lambda_runtime.kill_workers(ended)
    return len(ended)
