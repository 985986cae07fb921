"""Continuation tokens: the state that one invocation of an action passes to the next."""

import json
from dataclasses import asdict
from typing import Any, TypeVar

from pipeline_action.errors import ActionError
from pipeline_action.typed_json import from_object

VERSION = 1
"""Version of the token format. A token of another version, from before a deployment, is rejected."""

MAX_TOKEN = 2048
"""https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobSuccessResult.html"""

S = TypeVar("S")


def to_token(state: Any, attempt: int) -> str:  # noqa: ANN401 - any dataclass
    """Return the token for a state.

    Args:
        state: a dataclass with field types that `typed_json.parse` supports.
        attempt: the number of the invocation, from 1.

    Raises:
        ActionError: the token would be longer than `MAX_TOKEN`.
    """
    text = json.dumps({"version": VERSION, "attempt": attempt, "state": asdict(state)}, separators=(",", ":"))
    if len(text) > MAX_TOKEN:
        raise ActionError(f"the action's state is too long for a token: {len(text)} of {MAX_TOKEN} characters")
    return text


def read_token(text: str, kind: type[S]) -> tuple[S, int]:
    """Return the state in a token, and the number of the invocation that wrote it.

    Raises:
        ActionError: the token was not written by `to_token`.
    """
    try:
        content = json.loads(text)
        if (content["version"], content["attempt"] > 0) == (VERSION, True):
            return from_object(kind, content["state"], "state"), int(content["attempt"])
        problem = f"it is of version {content['version']!r}, attempt {content['attempt']!r}"
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        problem = f"{type(error).__name__}: {error}"
    raise ActionError(f"the continuation token was not written by this function ({problem}): retry the stage")
