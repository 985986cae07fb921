"""A function is active immediately after a change, with the versions that the change has published.

On AWS, functions and versions are ``Pending``, or their last update is ``InProgress``, until the change is complete:
https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html

MiniStack waits for 0.5 s, and every deployment with it. It doesn't see a version that an update publishes later, which
would remain ``Pending``.
"""

import contextvars
import functools
import threading

from ministack.services import lambda_svc


def apply() -> None:
    """Begin the transition in a thread that waits for the lock of the function's updates, without a further delay."""
    schedule = lambda_svc._schedule_state_transition
    schedule_after_update = lambda_svc._serialized_revision_update()(schedule)

    @functools.wraps(schedule)
    def schedule_state_transition(func_name: str, delay: float) -> None:  # noqa: ARG001 - as in MiniStack
        context = contextvars.copy_context()  # has the account and the region
        threading.Thread(target=context.run, args=(schedule_after_update, func_name, 0), daemon=True).start()

    lambda_svc._schedule_state_transition = schedule_state_transition
