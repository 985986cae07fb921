"""``slipway up``: every stack of a project on the local AWS, deployed, seeded, checked, and its pipeline run."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from filelock import FileLock, Timeout

from slipway import deploy
from slipway.aws import loopback
from slipway.aws.target import Target
from slipway.config.outputs import save_outputs
from slipway.config.placeholders import render
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.console.progress import say, step
from slipway.errors import SlipwayError
from slipway.local import emulator
from slipway.project import leftovers, pipelines, repositories, stacks
from slipway.project.seed import seed
from slipway.system.process import LineCallback

_CHECK_TIMEOUT = 30  # seconds: API Gateway gives up after 29


def up(project: Project) -> dict[str, Any]:
    """Apply, deploy, seed and check every stack and wait for its pipeline; a second run changes and starts nothing.

    What an earlier run left half applied because it was killed is thrown away: the local AWS starts clean.

    Returns:
        The outputs, as ``slipway outputs`` prints them.

    Raises:
        SlipwayError: a step failed; it has shown its last lines.
    """
    stacks.check_files(project)
    with _alone(project):
        with step("Start the local AWS", _log(project, "local")):
            target = _start(project)
        with _explained(project):
            return _apply(project, target)


def down(project: Project) -> None:
    """End the local AWS and remove all that belongs to it; nothing happens where there is none."""
    with _alone(project):
        leftovers.discard(project)


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    """Wait until no other run works on the project; a run that is killed is no longer waited for."""
    file = project.root / ".slipway" / "up.lock"
    lock = FileLock(file)
    try:
        file.parent.mkdir(exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        say("waiting for another `slipway up` or `down` in this project …")
        lock.acquire()
    except PermissionError as error:
        advice = f'`sudo chown -R "$USER" {shlex.quote(str(file.parent))}` if Slipway was run with sudo before'
        raise SlipwayError(f"{error.filename} is another user's: {advice}") from error
    try:
        yield
    finally:
        lock.release()


def _start(project: Project) -> Target:
    if reason := leftovers.why_unusable(project):
        say(f"the local AWS starts clean: {reason}")
        leftovers.discard(project)
    running = emulator.up(project.local_directory)
    leftovers.remember(project)
    repositories.publish(project)
    return running.target(project.region, project.account)


@contextmanager
def _explained(project: Project) -> Iterator[None]:
    """Name the cause of all the errors that there are when the local AWS dies."""
    try:
        yield
    except (SlipwayError, BotoCoreError, ClientError) as error:
        if emulator.status(project.local_directory):
            raise
        log = project.local_directory / "emulator.log"
        raise SlipwayError(f"the local AWS has died (its log: {log}): `make up` starts it again") from error


def _apply(project: Project, target: Target) -> dict[str, Any]:
    found = stacks.built_in_outputs(project, target)
    for stack in project.stacks:
        with step(f"Apply {stack.directory}", _log(project, stack.name)) as on_line:
            found |= stacks.apply(project, stack, target, found, on_line)
    if (project.root / "apps").is_dir():
        with step("Deploy the functions", _log(project, "deploy")) as on_line:
            names = [found[stack.pipeline] for stack in project.stacks if stack.pipeline]
            _deploy(project, target, names, on_line)
    with step("Fill the tables", _log(project, "seed")):
        save_outputs(project, found)
        for stack in project.stacks:
            _seed(project, stack, target, found)
    for stack in project.stacks:
        if stack.pipeline:
            with step(f"Pipeline {found[stack.pipeline]}", _log(project, f"{stack.name}-pipeline")) as on_line:
                pipelines.settle(project, target, found[stack.pipeline], on_line)
    with step("Check the stacks", _log(project, "check")):
        for stack in project.stacks:
            _check(stack, found)
    return found


def _log(project: Project, name: str) -> Path:
    return project.root / ".slipway" / "logs" / f"{name}.log"


def _deploy(project: Project, target: Target, pipeline_names: list[str], on_line: LineCallback) -> None:
    """Deploy the functions, and stop the pipelines if one of them has changed.

    What runs may wait, until its time is up, for the answer of a function that had no code.
    """
    # It stays when the deployment fails or is killed: part of the functions may have changed.
    mark = project.local_directory / "deploying"
    was_cut_short = mark.exists()
    mark.touch()
    deployments = deploy.deploy(
        project.root,
        target,
        environment=project.environment,
        on_done=lambda done: on_line(f"{done.function} {done.version} {'changed' if done.changed else 'unchanged'}"),
    )
    if was_cut_short or any(done.changed for done in deployments):
        for name in pipeline_names:
            pipelines.stop(target, name)
    mark.unlink()


def _seed(project: Project, stack: Stack, target: Target, found: dict[str, Any]) -> None:
    if stack.seed:
        seed(target, found[stack.seed.table], project.root / stack.seed.items)


def _check(stack: Stack, found: dict[str, Any]) -> None:
    if not stack.check:
        return
    url = render(stack.check, found)
    answer = loopback.get(url, timeout=_CHECK_TIMEOUT)
    if not answer.ok:
        raise SlipwayError(f"GET {url} answered {answer.status_code}: {' '.join(answer.text.split())[:200]}")
