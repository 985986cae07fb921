"""Recovery after an interrupted `slipway up`, by files in the folder of the local AWS.

``started-with``
    Fingerprint of the settings and of the emulator's code that the local AWS was started with, and its stacks. If they
    have changed, except that stacks were added, the local AWS is replaced.
``applying-<stack>``
    Exists from the start of an apply until one succeeds. If a run finds it, there may be resources that the state
    doesn't contain. While Terraform runs, it holds the path to which Terraform writes a state that it can't save.
``deploying``
    Exists while functions are deployed. If a run finds it, functions may have changed, so it stops running pipelines.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.local import distribution, emulator
from slipway.system.files import replace_content
from slipway.terraform import TerraformError

# The provider ended during an operation, or the operation was canceled. What it created may be missing in the state:
# https://github.com/hashicorp/terraform/blob/v1.11.4/internal/plugin/grpc_error.go
_PROVIDER_ENDED = re.compile(r"Plugin did not respond|Plugin error|Request cancelled|plugin crashed!")
_FINGERPRINT = "started-with"
_DEPLOYING = "deploying"
_UNSAVED = "errored.tfstate"
_FAILED = 1  # the exit code after an error; it is 11 after a panic of Terraform


def stale_reason(project: Project) -> str | None:
    """Return why the local AWS must be replaced; None if there is none, or the next run can continue with it."""
    if not emulator.recorded_port(project.local_directory):
        return None
    if not emulator.status(project.local_directory):
        return "it has ended, or doesn't respond"
    if _fingerprint_file(project).exists() and not has_fingerprint(project, project.local_directory):
        return f"Slipway or {project.root.name}'s settings have changed since it was started"
    return None


def discard(project: Project) -> None:
    """Stop the local AWS, and delete its data and the states that interrupted applies couldn't save."""
    for marker in project.local_directory.glob("applying-*"):
        unsaved = Path(_text(marker))
        if unsaved.name == _UNSAVED:  # not of a damaged marker
            unsaved.unlink(missing_ok=True)
    emulator.down(project.local_directory)


def has_fingerprint(project: Project, folder: Path) -> bool:
    """Return whether a folder's local AWS was started with the current settings and code.

    The project may have more stacks now, which are still to be applied. Nothing would remove a stack that it lacks now.
    """
    record = folder / _FINGERPRINT
    if not record.exists():
        return False
    code, *stacks = _text(record).splitlines() or [""]
    now, *all_stacks = _fingerprint(project).splitlines()
    return code == now and set(stacks) <= set(all_stacks)


def record_fingerprint(project: Project) -> None:
    """Record the settings and the code that the local AWS was started with."""
    replace_content(_fingerprint_file(project), _fingerprint(project))  # a part of it would look like other settings


def has_unfinished_apply(project: Project, stack: Stack) -> bool:
    """Return whether the state may lack resources, or there is a state that an apply couldn't save."""
    return _apply_marker_file(project, stack).exists() or _unsaved_state(project, stack).exists()


@contextmanager
def apply_marker(project: Project, stack: Stack, push: Callable[[Path], None]) -> Iterator[bool]:
    """Mark the time of an apply; the marker remains unless the state then contains everything that was created.

    Terraform writes its state after an error. If it or its provider was killed or interrupted, there may be resources
    that the state doesn't contain.

    Args:
        project: the stack's project.
        stack: the stack.
        push: called with a file with a state that Terraform couldn't save.

    Yields:
        Whether an earlier apply was killed or interrupted, and none has succeeded since.

    Raises:
        SlipwayError: there is a state that an apply elsewhere couldn't save, which this one might overwrite.
    """
    marker, unsaved = _apply_marker_file(project, stack), _unsaved_state(project, stack)
    was_interrupted = marker.exists()
    if unsaved.exists() and not (was_interrupted and _text(marker)):
        raise SlipwayError(
            f"{unsaved} is a state that an apply could not save: `terraform state push` it to its backend, or delete it"
        )
    marker.write_text(str(unsaved))
    try:
        if unsaved.exists():
            push(unsaved)
            unsaved.unlink()
        yield was_interrupted
        marker.unlink()
    except SlipwayError as error:
        if not (was_interrupted or unsaved.exists() or _was_killed(error)):
            marker.unlink()
        raise
    finally:
        _save(project, unsaved, push)
        if marker.exists() and not unsaved.exists():
            marker.write_text("")


def _apply_marker_file(project: Project, stack: Stack) -> Path:
    return project.local_directory / f"applying-{stack.name}"


def _unsaved_state(project: Project, stack: Stack) -> Path:
    """Return the file to which Terraform writes a state that it can't save."""
    return project.root / stack.directory / _UNSAVED


def _text(file: Path) -> str:
    """Return the text of a marker or a record, also of one that is damaged."""
    return file.read_text(errors="replace")


def _save(project: Project, unsaved: Path, push: Callable[[Path], None]) -> None:
    """Push a state that Terraform couldn't save; if that fails too, the next run tries again.

    The file stays until it is pushed: a local AWS that doesn't respond now may only be busy. If it has died, the next
    run discards the file with it.
    """
    if unsaved.exists() and emulator.status(project.local_directory):
        with suppress(SlipwayError):
            push(unsaved)
            unsaved.unlink()


def mark_deployment(project: Project) -> None:
    """Mark the begin of a deployment, which the next `deploy_marker` ends."""
    (project.local_directory / _DEPLOYING).touch()


@contextmanager
def deploy_marker(project: Project) -> Iterator[bool]:
    """Mark the time of a deployment; the marker remains after an error.

    Yields:
        Whether an earlier deployment was interrupted or failed, or began by `mark_deployment`.
    """
    marker = project.local_directory / _DEPLOYING
    was_interrupted = marker.exists()
    marker.touch()
    yield was_interrupted
    marker.unlink()


def _was_killed(error: SlipwayError) -> bool:
    """Return whether Terraform or its provider ended before all results were in the state."""
    if not isinstance(error, TerraformError):
        return False
    return error.exit_code != _FAILED or bool(_PROVIDER_ENDED.search(error.stderr))


def _fingerprint_file(project: Project) -> Path:
    return project.local_directory / _FINGERPRINT


def _fingerprint(project: Project) -> str:
    """Return a hash of the emulator's code and the settings that decide where states are, and a line for each stack."""
    settings = repr((project.region, project.account, project.environment))
    digest = hashlib.sha256(settings.encode())
    digest.update(distribution.find().fingerprint.encode())
    stacks = (f"{stack.name} {stack.directory}" for stack in project.stacks)
    return "\n".join([digest.hexdigest(), *stacks])
