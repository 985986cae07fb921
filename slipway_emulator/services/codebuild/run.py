"""A build under way."""

import contextlib
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from slipway_emulator.services.codebuild import phases
from slipway_emulator.services.codebuild.log import Log
from slipway_emulator.services.codebuild.order import Order


@dataclass
class Run:
    """A build under way.

    Attributes:
        build: the record that BatchGetBuilds returns, changed as the build goes on.
        order: what it is to do.
        session: of the build's role.
        endpoint_url: of the local AWS.
        folder: for all the files of the build, removed with it.
        log: of the build.
        cancelled: set to stop it.
        seconds: that it may take.
    """

    build: dict[str, Any]
    order: Order
    session: boto3.Session
    endpoint_url: str
    folder: Path
    log: Log
    cancelled: threading.Event
    seconds: float

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.seconds
        # The primary source has no identifier.
        self.sources = {
            source.get("sourceIdentifier", "") if number else "": self.folder / f"src{number}" / "src"
            for number, source in enumerate(self.order.sources)
        }

    @property
    def id(self) -> str:
        """What follows the project's name in the build's id."""
        return str(self.build["id"]).rpartition(":")[2]

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes a client's class at run time
        """Return a client of the build's role."""
        return self.session.client(service, endpoint_url=self.endpoint_url)  # type: ignore[call-overload] # by name

    def phase(self, name: str) -> contextlib.AbstractContextManager[None]:
        """Record a phase, in the log too."""
        return phases.phase(self.build, name, self.log.note)
