"""Recovery after an interrupted `slipway up`, by three files in the folder of the local AWS.

``started-with``
    Fingerprint of the settings and of the emulator's code that the local AWS was started with. If they have changed,
    the local AWS is replaced.
``applying``
    Exists while Terraform applies a stack. If a run finds it, the state may not contain every resource, or may be
    locked, so the local AWS is replaced. Holds the path to which Terraform writes a state that it can't save.
``deploying``
    Exists while functions are deployed. If a run finds it, functions may have changed, so it stops running pipelines.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.local import distribution, emulator
from slipway.terraform import TerraformError


def stale_reason(project: Project) -> str | None:
    """Return why the local AWS must be replaced; None if the next run can continue with it."""
    if _apply_marker(project).exists():
        return "an earlier run was interrupted"
    record = _fingerprint_file(project)
    if record.exists() and record.read_text() != _fingerprint(project) and emulator.status(project.local_directory):
        return f"Slipway or {project.root.name}'s settings have changed since it was started"
    return None


def discard(project: Project) -> None:
    """Stop the local AWS, and delete its data and the state that an interrupted apply couldn't save."""
    marker = _apply_marker(project)
    if marker.exists() and (unsaved := marker.read_text()):
        Path(unsaved).unlink(missing_ok=True)
    emulator.down(project.local_directory)


def record_fingerprint(project: Project) -> None:
    """Record the settings and the code that the local AWS was started with."""
    _fingerprint_file(project).write_text(_fingerprint(project))


@contextmanager
def apply_marker(project: Project, stack: Stack) -> Iterator[None]:
    """Mark the time of an apply; the marker remains unless the state then contains everything that was created.

    After an error, Terraform has written the state, and the next apply continues. If it was killed or interrupted,
    there may be resources that the state doesn't contain, and the state may be locked.

    Raises:
        SlipwayError: there is a state that an apply elsewhere couldn't save, which this one might overwrite.
    """
    marker = _apply_marker(project)
    unsaved = project.root / stack.directory / "errored.tfstate"  # where Terraform writes a state that it can't save
    if unsaved.exists():
        raise SlipwayError(
            f"{unsaved} is a state that an apply could not save: `terraform state push` it to its backend, or delete it"
        )
    marker.write_text(str(unsaved))
    try:
        yield
        marker.unlink(missing_ok=True)
    except SlipwayError as error:
        if not unsaved.exists() and not _was_killed(error):
            marker.unlink(missing_ok=True)
        raise
    finally:
        unsaved.unlink(missing_ok=True)


@contextmanager
def deploy_marker(project: Project) -> Iterator[bool]:
    """Mark the time of a deployment; the marker remains after an error.

    Yields:
        Whether an earlier deployment was interrupted or failed.
    """
    marker = project.local_directory / "deploying"
    was_interrupted = marker.exists()
    marker.touch()
    yield was_interrupted
    marker.unlink()


def _was_killed(error: SlipwayError) -> bool:
    return isinstance(error, TerraformError) and (error.exit_code is None or error.exit_code < 0)


def _apply_marker(project: Project) -> Path:
    return project.local_directory / "applying"


def _fingerprint_file(project: Project) -> Path:
    return project.local_directory / "started-with"


def _fingerprint(project: Project) -> str:
    """Return a hash of the emulator's code, and of the settings that decide where stacks and their states are."""
    stacks = [(stack.name, stack.directory) for stack in project.stacks]
    settings = repr((project.region, project.account, project.environment, stacks))
    digest = hashlib.sha256(settings.encode())
    digest.update(distribution.find().fingerprint.encode())
    return digest.hexdigest()
