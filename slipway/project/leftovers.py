"""What an earlier run left on the local AWS, and whether the next one can go on from it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.local import distribution, emulator
from slipway.terraform import TerraformError


def why_unusable(project: Project) -> str | None:
    """Tell why nothing can go on from the local AWS that may be running; None if something can."""
    if _mark(project).exists():
        return "an earlier run was cut short"
    record = _record(project)
    if record.exists() and record.read_text() != _fingerprint(project) and emulator.status(project.local_directory):
        return f"Slipway or {project.root.name}'s settings have changed since it was started"
    return None


def discard(project: Project) -> None:
    """End the local AWS and remove all that belongs to it."""
    mark = _mark(project)
    if mark.exists() and (unsaved := mark.read_text()):
        Path(unsaved).unlink(missing_ok=True)
    emulator.down(project.local_directory)


def remember(project: Project) -> None:
    """Note down what the running local AWS is made of."""
    _record(project).write_text(_fingerprint(project))


@contextmanager
def applying(project: Project, stack: Stack) -> Iterator[None]:
    """Leave a mark while Terraform works, which stays unless the state then tells all that was made.

    After a failure of its own, Terraform has written the state, and the next apply goes on from there. A Terraform
    that was killed or interrupted may have made what no state knows, and hold the state's lock.

    Raises:
        SlipwayError: there is a state that an apply elsewhere could not save, which this one might overwrite.
    """
    mark = _mark(project)
    # Where Terraform puts a state that its backend doesn't take.
    unsaved = project.root / stack.directory / "errored.tfstate"
    if unsaved.exists():
        raise SlipwayError(
            f"{unsaved} is a state that an apply could not save: "
            "`terraform state push` it to where it belongs, or delete it"
        )
    mark.write_text(str(unsaved))
    try:
        yield
        mark.unlink(missing_ok=True)
    except SlipwayError as error:
        if not unsaved.exists() and not _was_cut_short(error):
            mark.unlink(missing_ok=True)
        raise
    finally:
        unsaved.unlink(missing_ok=True)


def _was_cut_short(error: SlipwayError) -> bool:
    return isinstance(error, TerraformError) and (error.exit_code is None or error.exit_code < 0)


def _mark(project: Project) -> Path:
    return project.local_directory / "applying"


def _record(project: Project) -> Path:
    return project.local_directory / "started-with"


def _fingerprint(project: Project) -> str:
    """Return a hash of the code of the local AWS, and of what decides where a stack and its state are on it."""
    stacks = [(stack.name, stack.directory) for stack in project.stacks]
    settings = repr((project.region, project.account, project.environment, stacks))
    digest = hashlib.sha256(settings.encode())
    digest.update(distribution.find().fingerprint.encode())
    return digest.hexdigest()
