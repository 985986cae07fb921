"""``slipway up``: apply every stack of a project to the local AWS, deploy, seed, run the pipelines, and check."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway.aws import loopback
from slipway.aws.target import Target
from slipway.config.app import LAYERS
from slipway.config.outputs import in_order, recorded_outputs, save_outputs
from slipway.config.placeholders import render
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.console.progress import say, step
from slipway.deploy.deployer import Deployment
from slipway.errors import SlipwayError
from slipway.local import emulator
from slipway.package.package import package_layers
from slipway.project import checks, pipelines, run_state, stacks
from slipway.project.apply import apply_all
from slipway.project.deployments import EarlyDeployments, deploy_functions
from slipway.project.exclusive_lock import exclusive_lock
from slipway.project.imports import OrphanedResourceError
from slipway.project.seed import seed
from slipway.project.start import save, start
from slipway.system.process import LineCallback
from slipway.system.signals import interrupt_on_termination

RunPipeline = Callable[[Project, Target, Stack, str], None]
Prepare = Callable[[Project, Target], None]
_CHECK_TIMEOUT = 30  # seconds; API Gateway's timeout is 29


def _run_pipeline(project: Project, target: Target, stack: Stack, name: str) -> None:
    """Wait for the pipeline of a stack, as a step of `up`."""
    with step(f"Pipeline {name}", _log(project, f"{stack.name}-pipeline")) as on_line:
        pipelines.ensure_succeeded(project, target, name, on_line)


def up(
    project: Project,
    selected: Sequence[Stack] | None = None,
    run_pipeline: RunPipeline = _run_pipeline,
    prepare: Prepare = lambda _project, _target: None,
    *,
    is_clean: bool = False,
) -> dict[str, Any]:
    """Apply, deploy, seed and check stacks, and wait for their pipelines. A second run changes and starts nothing.

    Continues after a run that was interrupted or killed. After `slipway down`, starts the local AWS as the last run
    left it, and applies what has changed since. Starts it with a clean state, on the same port, if it was started with
    other settings, or has a resource that an interrupted run created and that can't be imported.

    Args:
        project: the project.
        selected: stacks in the project's order; by default those of `Project.select`. Apps without a function are left
            out unless it is all of these. Stacks that an applied pipeline delivers are left out.
        run_pipeline: is called with each stack that has a pipeline, and the pipeline's name.
        prepare: is called with the running local AWS, before anything is applied.
        is_clean: whether the local AWS is replaced by one with a clean state.

    Returns:
        The outputs of the stacks, as `slipway outputs` prints them.

    Raises:
        SlipwayError: a stack needs an output of one that isn't applied, or a step failed; its last lines were printed.
    """
    selected = project.select(()) if selected is None else selected
    checks.check_files(project, selected)
    start_and_apply = partial(_start_and_apply, project, selected, run_pipeline, prepare)
    with interrupt_on_termination(), exclusive_lock(project):
        try:
            if is_clean:
                run_state.discard(project)
            return start_and_apply(stale_reason=run_state.stale_reason(project), is_clean=is_clean)
        except OrphanedResourceError as error:
            if len(selected) < len(project.select(())):  # a clean state would lose the other stacks
                raise SlipwayError(
                    f"{error}: run `slipway up` for all stacks, which starts with a clean state"
                ) from error
            return start_and_apply(stale_reason=str(error), is_clean=True)


def _start_and_apply(
    project: Project,
    selected: Sequence[Stack],
    run_pipeline: RunPipeline,
    prepare: Prepare,
    *,
    stale_reason: str | None,
    is_clean: bool,
) -> dict[str, Any]:
    with step("Start the local AWS", _log(project, "local")):
        target = start(project, stale_reason, is_clean=is_clean)
    with _report_dead_emulator(project):
        prepare(project, target)
        return _apply(project, target, selected, run_pipeline)


@contextmanager
def _report_dead_emulator(project: Project) -> Iterator[None]:
    """Replace an error with its cause if the local AWS has died."""
    try:
        yield
    except (SlipwayError, BotoCoreError, ClientError) as error:
        if emulator.status(project.local_directory):
            raise
        log = project.local_directory / "emulator.log"
        raise SlipwayError(
            f"the local AWS has died, and its data with it (its log: {log}): `make up` starts it again"
        ) from error


def _apply(project: Project, target: Target, selected: Sequence[Stack], run_pipeline: RunPipeline) -> dict[str, Any]:
    recorded = recorded_outputs(project)
    selected = _without_delivered(project, selected, recorded)
    others = [stack for stack in project.stacks if stack not in selected]
    outputs = stacks.built_in_outputs(project, target)
    outputs |= {key: recorded[key] for stack in others for key in stack.outputs if key in recorded}
    _check_needs(project, selected, outputs)
    if (project.root / LAYERS).is_dir():
        with step("Package the layers", _log(project, "layers")):
            package_layers(project.root)  # Terraform uploads them
    with EarlyDeployments(project, target, lambda: run_state.mark_deployment(project)) as early:
        outputs = apply_all(project, selected, target, outputs, _logs(project), early.on_line)
    save_outputs(project, outputs, selected)
    deployments: list[Deployment] = []
    names = [outputs[stack.pipeline] for stack in selected if stack.pipeline]
    if (project.root / "apps").is_dir():
        with step("Deploy the functions", _log(project, "deploy")) as on_line:
            existing_only = any(stack not in selected for stack in project.select(()))
            deployments = _deploy(project, target, names, on_line, existing_only=existing_only)
    with step("Fill the tables", _log(project, "seed")):
        for stack in selected:
            if stack.seed:
                seed(target, outputs[stack.seed.table], project.root / stack.seed.items)
    for stack in selected:
        if stack.pipeline:
            run_pipeline(project, target, stack, outputs[stack.pipeline])
    with step("Check the stacks", _log(project, "check")), ThreadPoolExecutor() as executor:
        list(executor.map(lambda stack: _check(stack, outputs), selected))
    save(project, target, deployments, names)
    return in_order(project, outputs)


def _without_delivered(project: Project, selected: Sequence[Stack], recorded: Mapping[str, Any]) -> Sequence[Stack]:
    """Return the stacks without those that a pipeline delivers, which is applied already."""
    pipelines_of = {
        name: recorded[stack.pipeline]
        for stack in project.stacks
        if stack.pipeline and stack.pipeline in recorded
        for name in stack.delivers
    }
    for stack in selected:
        if pipeline := pipelines_of.get(stack.name):
            say(f"{stack.directory} is left out: the pipeline {pipeline} applies it")
    return [stack for stack in selected if stack.name not in pipelines_of]


def _check_needs(project: Project, selected: Sequence[Stack], outputs: Mapping[str, Any]) -> None:
    """Raise SlipwayError if a stack's variables need an output of a stack that isn't applied."""
    known = dict(outputs)
    for stack in selected:
        try:
            render(stack.variables, known)
        except LookupError as error:
            key = error.args[0]
            other = next(other for other in project.stacks if key in other.outputs)
            raise SlipwayError(
                f"{stack.directory} needs {key} of {other.directory}, which isn't applied yet: "
                f"`slipway up {other.name} {stack.name}`"
            ) from error
        known |= dict.fromkeys(stack.outputs, "")


def _logs(project: Project) -> Path:
    return project.root / ".slipway" / "logs"


def _log(project: Project, name: str) -> Path:
    return _logs(project) / f"{name}.log"


def _deploy(
    project: Project, target: Target, pipeline_names: list[str], on_line: LineCallback, *, existing_only: bool = False
) -> list[Deployment]:
    """Deploy the functions, and stop the pipelines if a function has changed.

    A running pipeline may wait until its timeout for a result of a function that had no code.
    """
    with run_state.deploy_marker(project) as was_interrupted:
        deployments = deploy_functions(project, target, on_line, existing_only=existing_only)
        if was_interrupted or any(deployment.changed for deployment in deployments):
            for name in pipeline_names:
                pipelines.stop(target, name)
    return deployments


def _check(stack: Stack, outputs: dict[str, Any]) -> None:
    if not stack.check:
        return
    url = render(stack.check, outputs)
    response = loopback.get(url, timeout=_CHECK_TIMEOUT)
    if not response.ok:
        raise SlipwayError(f"GET {url} answered {response.status_code}: {' '.join(response.text.split())[:200]}")
