"""Starting the local AWS for ``slipway up``: running as it is, as the last run left it, or with a clean state."""

import hashlib
from collections.abc import Iterable

from slipway.aws.target import Target
from slipway.config.outputs import recorded_outputs
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.console.progress import say
from slipway.deploy.deployer import Deployment
from slipway.errors import SlipwayError
from slipway.local import emulator, snapshots
from slipway.pipeline import executions
from slipway.pipeline.declaration import load
from slipway.project import repositories, run_state, state

# The snapshot of what the last `slipway up` applied.
LAST_UP = "last-up"
_KEY = "snapshot-key"
_CLEAN = "with a clean state, without its data and API ids"


def start(project: Project, stale_reason: str | None, *, is_clean: bool = False) -> Target:
    """Return the local AWS, which is started if it isn't running.

    Args:
        project: the project.
        stale_reason: why a local AWS that is there must be replaced.
        is_clean: whether it starts with a clean state, even if there is a snapshot of the last run.
    """
    port = emulator.recorded_port(project.local_directory)
    snapshot = None if is_clean else _snapshot(project)
    if stale_reason:
        how = "as the last `slipway up` left it, without the data that was written since" if snapshot else _CLEAN
        say(f"the local AWS starts {how}: {stale_reason}")
        run_state.discard(project)
    running = emulator.status(project.local_directory)
    if not running and snapshot:
        try:
            running = snapshots.load(project.local_directory, snapshot)
        except SlipwayError as error:
            say(f"the local AWS starts {_CLEAN}, because its snapshot can't be loaded: {error}")
    running = running or emulator.up(project.local_directory, port=port or emulator.DEFAULT_PORT)
    run_state.record_fingerprint(project)
    repositories.publish(project)
    return running.target(project.region, project.account)


def save(project: Project, target: Target, deployments: Iterable[Deployment], pipelines: Iterable[str]) -> None:
    """Save the snapshot with which the next start begins, unless it has the same already.

    Args:
        project: the project.
        target: the local AWS, with the states of all stacks.
        deployments: deployments of all functions.
        pipelines: names of the pipelines that have run.
    """
    listed = target.client("s3").list_objects_v2(Bucket=state.BUCKET).get("Contents", [])
    states = sorted((item["Key"], item["ETag"]) for item in listed)
    functions = sorted((each.function, each.alias, each.version) for each in deployments)
    latest = [executions.latest_id(load(target, name)) for name in pipelines]
    key = hashlib.sha256(repr((states, functions, latest)).encode()).hexdigest()
    file = project.local_directory / _KEY
    is_saved = any(snapshot.name == LAST_UP for snapshot in snapshots.find_all(project.local_directory))
    if is_saved and file.exists() and file.read_text(errors="replace") == key:
        return
    file.write_text(key)  # it is in the snapshot too
    try:
        snapshots.save(project.local_directory, LAST_UP)
    except SlipwayError as error:
        file.unlink()
        say(f"the next `slipway up` after a `slipway down` won't begin with this state: {error}")


def is_saved(project: Project, stacks: Iterable[Stack]) -> bool:
    """Return whether the snapshot of the last `slipway up`, if there is one, has outputs of these stacks.

    After their removal it still has them if that was killed before `save_after_removal`.
    """
    keys = {key for stack in stacks for key in stack.outputs}
    found = snapshots.find_all(project.local_directory)
    return any(each.name == LAST_UP and keys & recorded_outputs(project, each.files).keys() for each in found)


def save_after_removal(project: Project) -> None:
    """Replace the snapshot of the last `slipway up`, if there is one, by one without what was removed since."""
    if not any(snapshot.name == LAST_UP for snapshot in snapshots.find_all(project.local_directory)):
        return
    snapshots.delete(project.local_directory, LAST_UP)
    try:
        snapshots.save(project.local_directory, LAST_UP)
    except SlipwayError as error:
        say(f"the next `slipway up` after a `slipway down` begins with a clean state: {error}")


def _snapshot(project: Project) -> str | None:
    """Return the name of the last run's snapshot, if the emulator's code and the project's settings are the same."""
    for snapshot in snapshots.find_all(project.local_directory):
        if snapshot.name == LAST_UP and run_state.has_fingerprint(project, snapshot.files):
            return LAST_UP
    return None
