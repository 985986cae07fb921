"""``slipway down``: end the local AWS of a project and delete its data."""

from slipway.config.project import Project
from slipway.console.progress import say
from slipway.local import snapshots
from slipway.project import run_state
from slipway.project.exclusive_lock import exclusive_lock


def down(project: Project) -> None:
    """Stop the local AWS and delete its data, but not its snapshots, and report both."""
    with exclusive_lock(project):
        existed = project.local_directory.exists()
        run_state.discard(project)
    say("the local AWS is stopped, and its data is deleted" if existed else "there is no local AWS")
    if names := [snapshot.name for snapshot in snapshots.find_all(project.local_directory)]:
        say(f"its snapshots stay: {', '.join(names)}")
