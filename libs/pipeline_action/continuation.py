"""What an action hands from one invocation to the next, as CodePipeline's continuation token."""

import json
from dataclasses import asdict
from typing import Any, TypeVar

from pipeline_action.errors import ActionError
from pipeline_action.typed_json import from_object

VERSION = 1
"""Of the token's own layout. Tokens outlive deployments: one of another version is refused, not guessed at."""

MAX_TOKEN = 2048
"""https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutJobSuccessResult.html"""

S = TypeVar("S")


def token(state: Any, attempt: int) -> str:  # noqa: ANN401 - any dataclass
    """Return the token of a state.

    Args:
        state: a dataclass, of the types that `typed_json.parse` reads.
        attempt: which invocation leaves it, from 1.

    Raises:
        ActionError: it is longer than a token may be.
    """
    text = json.dumps({"version": VERSION, "attempt": attempt, "state": asdict(state)}, separators=(",", ":"))
    if len(text) > MAX_TOKEN:
        raise ActionError(f"the action's state is too long to be carried on: {len(text)} of {MAX_TOKEN} characters")
    return text


def read_token(text: str, kind: type[S]) -> tuple[S, int]:
    """Return the state in a token, and the attempt that left it.

    Raises:
        ActionError: no function of this version wrote the token.
    """
    try:
        content = json.loads(text)
        if (content["version"], content["attempt"] > 0) == (VERSION, True):
            return from_object(kind, content["state"], "state"), int(content["attempt"])
        problem = f"it is of version {content['version']!r}, attempt {content['attempt']!r}"
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        problem = f"{type(error).__name__}: {error}"
    raise ActionError(f"the continuation token is none that this function left ({problem}): retry the stage")
