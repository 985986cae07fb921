"""The phases in the record of a build, and what its log says of them.

https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BuildPhase.html
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from slipway_emulator.services.codebuild.errors import Ended, PhaseFailed

_Record = dict[str, Any]


@contextlib.contextmanager
def phase(build: _Record, name: str, note: Callable[[str], object]) -> Iterator[None]:
    """Record a phase of a build; what is raised in it decides its status.

    Args:
        build: its record.
        name: of the phase.
        note: writes a line to the build's log.
    """
    record: _Record = {"phaseType": name, "startTime": time.time()}
    build["currentPhase"] = name
    build["phases"].append(record)
    note(f"Entering phase {name}")
    status, code, message = "FAULT", "", "The local AWS failed: see its own log"
    try:
        yield
        status, message = "SUCCEEDED", ""
    except PhaseFailed as error:
        status, code, message = "FAILED", error.code, error.message
        raise
    except Ended as error:
        status = error.status
        timed_out = status == "TIMED_OUT"
        code, message = ("BUILD_TIMED_OUT", "Build has timed out.") if timed_out else ("", "")
        raise
    finally:
        now = time.time()
        record |= {
            "endTime": now,
            "durationInSeconds": int(now - record["startTime"]),
            "phaseStatus": status,
            "contexts": [{"statusCode": code, "message": message}],
        }
        note(f"Phase complete: {name} State: {status}")
        note(f"Phase context status code: {code} Message: {message}")


def complete(build: _Record, status: str) -> None:
    """Record the end of a build."""
    now = time.time()
    build["phases"].append({"phaseType": "COMPLETED", "startTime": now})
    build.update(currentPhase="COMPLETED", endTime=now, buildComplete=True, buildStatus=status)
