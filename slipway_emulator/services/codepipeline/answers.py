"""Work that waits for somebody's answer: a job for a function's, an approval for a person's."""

import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

from slipway_emulator.services.codepipeline.action import ActionContext


@dataclass
class Question:
    """One job or approval.

    Attributes:
        id: the job's id, or the approval's token.
        context: the action that asks.
        content: what GetJobDetails shows of a job.
        answer: once it is there.
        closed: set when no answer is taken any more.
    """

    context: ActionContext
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    content: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] | None = None
    closed: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def wait(self, timeout: float | None) -> dict[str, Any] | None:
        """Return the answer, or None if the action was cancelled or ``timeout`` seconds are over without one."""
        # The action's own event can't be waited for together with this one, so it is looked at twice a second.
        left = timeout
        with self._changed:
            while self.answer is None and not self.context.cancelled.is_set() and (left is None or left > 0):
                self._changed.wait(0.5 if left is None else min(left, 0.5))
                left = None if left is None else left - 0.5
            self.closed = True
            return self.answer

    def put(self, answer: dict[str, Any]) -> bool:
        """Give the answer; False if there is one already, or nobody waits for it."""
        with self._changed:
            if self.closed or self.answer is not None or self.context.cancelled.is_set():
                return False
            self.answer = answer
            self._changed.notify_all()
            return True


_questions: dict[str, Question] = {}


def ask(context: ActionContext, content: dict[str, Any] | None = None) -> Question:
    """Return a new question; ``find`` gives it to whoever answers."""
    question = Question(context, content=content or {})
    _questions[question.id] = question
    return question


def find(account: str, region: str, id_: str) -> Question | None:
    """Return the question with an id, if it is of this account and region."""
    question = _questions.get(id_)
    if question and (question.context.account, question.context.region) == (account, region):
        return question
    return None
