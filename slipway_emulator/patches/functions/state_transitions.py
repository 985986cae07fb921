"""A function is active immediately after the response to a change, with the versions that it has published.

On AWS, functions and versions are ``Pending``, or their last update is ``InProgress``, until the change is complete:
https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html

A function that is created is ``Pending`` in the response. MiniStack waits for 0.5 s, and every deployment with it. It
doesn't see a version that an update publishes later, which would remain ``Pending``. It changes the members one by one,
without the lock of the function's updates: an update that begins in between would be complete before its response.
"""

import contextvars
import functools
import threading
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.patches.functions import revisions

_COMPLETE = {
    "State": "Active",
    "StateReason": "",
    "StateReasonCode": "",
    "LastUpdateStatus": "Successful",
    "LastUpdateStatusReason": "",
    "LastUpdateStatusReasonCode": "",
}


def apply() -> None:
    """Complete a change in a thread that waits for the lock of the function's updates, without a further delay."""
    complete = lambda_svc._serialized_revision_update()(_complete)

    def schedule_state_transition(func_name: str, delay: float) -> None:  # noqa: ARG001 - as in MiniStack
        context = contextvars.copy_context()  # has the account and the region
        threading.Thread(target=context.run, args=(complete, func_name), daemon=True).start()

    create = lambda_svc._create_function

    @lambda_svc._serialized_revision_update()  # type: ignore[untyped-decorator]  # MiniStack is untyped
    def create_named(_name: str, data: dict[str, Any]) -> object:
        return create(data)

    @functools.wraps(create)
    def create_function(data: dict[str, Any]) -> object:
        return create_named(data.get("FunctionName"), data)

    lambda_svc._schedule_state_transition = schedule_state_transition
    lambda_svc._create_function = create_function


def _complete(name: str) -> None:
    function = lambda_svc._functions.get(name) or {}  # it may be deleted meanwhile
    for version in function.get("versions", {}).values():
        if _is_changing(version["config"]):
            version["config"].update(_COMPLETE)
    if function and _is_changing(function["config"]):
        function["config"].update(_COMPLETE)
        revisions.renew(function)


def _is_changing(config: dict[str, Any]) -> bool:
    # A version with SnapStart is Pending until its snapshot exists, of which MiniStack takes care.
    has_snapshot = (config.get("SnapStart") or {}).get("OptimizationStatus") == "On"
    if has_snapshot and config.get("Version") not in (None, "", "$LATEST"):
        return False
    return config.get("State") in (None, "", "Pending") or config.get("LastUpdateStatus") in (None, "", "InProgress")
