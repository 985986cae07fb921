"""Jobs and approvals that wait for a result from outside of the engine.

A Lambda action waits for PutJobSuccessResult or PutJobFailureResult, a manual approval for PutApprovalResult.
"""

import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

from slipway_emulator.services.codepipeline.action import ActionContext

_CHECK_INTERVAL = 0.5  # seconds


@dataclass
class PendingJob:
    """A job of a Lambda action, or an approval.

    Attributes:
        id: the job's id, or the approval's token.
        context: the action that waits.
        data: the job's data, which the function and GetJobDetails receive; empty for an approval.
        result: the parameters of the call that completed it.
        closed: whether it no longer accepts a result.
    """

    context: ActionContext
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    data: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] | None = None
    closed: bool = False
    _completed: threading.Condition = field(default_factory=threading.Condition)

    def wait(self, timeout: float | None) -> dict[str, Any] | None:
        """Return the result; None if the action was cancelled, or there is none after ``timeout`` seconds."""
        # A thread can't wait for the action's event and this condition together, so it checks the event periodically.
        remaining = timeout
        with self._completed:
            while self.result is None and not self.context.cancelled.is_set() and (remaining is None or remaining > 0):
                self._completed.wait(_CHECK_INTERVAL if remaining is None else min(remaining, _CHECK_INTERVAL))
                remaining = None if remaining is None else remaining - _CHECK_INTERVAL
            self.closed = True
            return self.result

    def complete(self, result: dict[str, Any]) -> bool:
        """Set the result; return False if there is one already, or the action no longer waits."""
        with self._completed:
            if self.closed or self.result is not None or self.context.cancelled.is_set():
                return False
            self.result = result
            self._completed.notify_all()
            return True


_jobs: dict[str, PendingJob] = {}


def create(context: ActionContext, data: dict[str, Any] | None = None) -> PendingJob:
    """Return a new job that can be found by its id."""
    job = PendingJob(context, data=data or {})
    _jobs[job.id] = job
    return job


def find(account: str, region: str, id_: str) -> PendingJob | None:
    """Return a job by its id, or None if the account and region have no such job."""
    job = _jobs.get(id_)
    if job and (job.context.account, job.context.region) == (account, region):
        return job
    return None
