"""What the engine needs of the world around it."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slipway_emulator.services.codepipeline.action import ActionContext, ActionResult
from slipway_emulator.services.codepipeline.model import Pipeline

Run = Callable[[ActionContext], ActionResult]


def utc_now() -> datetime.datetime:
    """Return the time, to the millisecond as in AWS's answers."""
    now = datetime.datetime.now(datetime.UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Host:
    """The world around the engine.

    Attributes:
        endpoint_url: of the AWS that actions work on.
        run: of an action type (category, owner, provider), what runs it.
        credentials: of a session of the pipeline's role, or of the role that an action names, narrowed by a session
            policy if there is one: (pipeline, role ARN or None, policy or None) gives boto3.Session's arguments.
            Raises ActionFailed where the role can't be assumed.
        emit: puts one event on the default bus: (pipeline, detail type, detail).
        now: the time, with a time zone.
        new_id: an id that no other execution has.
    """

    endpoint_url: str
    run: Callable[[dict[str, str]], Run]
    credentials: Callable[[Pipeline, str | None, dict[str, Any] | None], dict[str, str]]
    emit: Callable[[Pipeline, str, dict[str, Any]], None]
    now: Callable[[], datetime.datetime] = utc_now
    new_id: Callable[[], str] = field(default=lambda: str(uuid.uuid4()))
