"""The engine's dependencies."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slipway_emulator.services.codepipeline.action import ActionContext, ActionResult
from slipway_emulator.services.codepipeline.model import Pipeline

ActionFunction = Callable[[ActionContext], ActionResult]


def utc_now() -> datetime.datetime:
    """Return the current time in UTC, truncated to milliseconds like AWS's timestamps."""
    now = datetime.datetime.now(datetime.UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Host:
    """The engine's dependencies.

    Attributes:
        endpoint_url: AWS endpoint that actions use.
        load_action: (actionTypeId) returns the function that runs actions of this type.
        credentials: (pipeline, role ARN or None, session policy or None) returns the credentials of the pipeline's
            role, or of the role that an action names, as keyword arguments of boto_sessions.Session. Raises
            ActionError if the role can't be assumed.
        emit: (pipeline, detail type, detail) puts an event on the default event bus.
        now: returns the time, with a time zone.
        new_id: returns a unique id.
    """

    endpoint_url: str
    load_action: Callable[[dict[str, str]], ActionFunction]
    credentials: Callable[[Pipeline, str | None, dict[str, Any] | None], dict[str, str]]
    emit: Callable[[Pipeline, str, dict[str, Any]], None]
    now: Callable[[], datetime.datetime] = utc_now
    new_id: Callable[[], str] = field(default=lambda: str(uuid.uuid4()))
