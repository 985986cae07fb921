"""The facts about a deployment by another system than CodePipeline, such as GitHub Actions, which sends them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from execution import Commit, Outcome
from pipeline_action.typed_json import from_object

_URL = re.compile(r"https?://[!-~]+")


@dataclass(frozen=True)
class Deployment:
    """The content of one message, and the event's member ``deployment``, as `slipway ci notify` sends it.

    Attributes:
        outcome: its result.
        name: what was deployed, e.g. ``example/movies``.
        url: URL of its run.
        commit: the hash of the deployed commit.
    """

    outcome: Outcome
    name: str
    url: str
    commit: str | None = None

    def __post_init__(self) -> None:
        if not _URL.fullmatch(self.url):
            raise ValueError("deployment: url must be a URL")

    @property
    def commits(self) -> tuple[Commit, ...]:
        """The deployed commit."""
        return (Commit(self.commit),) if self.commit else ()


def from_event(event: Mapping[str, Any]) -> Deployment:
    """Return the deployment of an event.

    Raises:
        ValueError: a key is unknown or missing, or a value has another type.
    """
    return from_object(Deployment, event["deployment"], "deployment")
