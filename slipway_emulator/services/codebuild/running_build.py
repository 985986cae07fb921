"""A build in progress."""

import contextlib
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from slipway_emulator.services.boto_sessions import Client, Session
from slipway_emulator.services.codebuild import build_record
from slipway_emulator.services.codebuild.build_log import BuildLog
from slipway_emulator.services.codebuild.build_record import Record
from slipway_emulator.services.codebuild.build_request import BuildRequest


@dataclass
class RunningBuild:
    """A build in progress.

    Attributes:
        record: the record that BatchGetBuilds returns; updated while the build runs.
        request: the request for the build.
        session: credentials of the build's role.
        endpoint_url: endpoint of the local AWS.
        folder: holds all files of the build, and is deleted at its end.
        log: log of the build.
        cancelled: set to stop the build.
        timeout: seconds.
    """

    record: Record
    request: BuildRequest
    session: Session
    endpoint_url: str
    folder: Path
    log: BuildLog
    cancelled: threading.Event
    timeout: float

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.timeout
        # By source identifier, which is empty for the primary source.
        self.source_folders = {
            source.get("sourceIdentifier", "") if number else "": self.folder / f"src{number}" / "src"
            for number, source in enumerate(self.request.sources)
        }

    @property
    def id(self) -> str:
        """The build's id without the project's name."""
        return str(self.record["id"]).rpartition(":")[2]

    @property
    def source(self) -> Path:
        """The folder of the primary source."""
        return self.source_folders[""]

    def client(self, service: str) -> Client:
        """Return a client with the credentials of the build's role."""
        return self.session.client(service, endpoint_url=self.endpoint_url)

    def phase(self, name: str) -> contextlib.AbstractContextManager[None]:
        """Record a phase, also in the log."""
        return build_record.phase(self.record, name, self.log.note)
