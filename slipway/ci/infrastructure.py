"""Planning a project's stacks in an environment on AWS, and applying the approved plans."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.ci.initialization import run_initialized, set_up_backend
from slipway.ci.summary import Summary, summarize
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.package.package import package_layers
from slipway.system.private_folders import private_folder
from slipway.system.process import LineCallback
from slipway.terraform import Terraform
from slipway.terraform.environment import environment_for
from slipway.terraform.plan_rules import violations
from slipway.terraform.provider_keeper import ProviderKeeper
from slipway.terraform.stack import terraform_for


@dataclass(frozen=True)
class Environment:
    """An environment that stacks are applied to.

    Attributes:
        target: the account and region.
        name: e.g. ``dev``. A stack's variables for it are in the file ``environments/dev.tfvars``, the location of its
            state in ``environments/dev.s3.tfbackend``.
        variables: variables of the stacks, in addition to those of the file, which they override.
    """

    target: Target
    name: str
    variables: Mapping[str, str] = field(default_factory=dict)

    def title(self, stack: Stack) -> str:
        """Return the title of a stack's plan, e.g. ``dev/movies``."""
        return f"{self.name}/{stack.name}"


@dataclass(frozen=True)
class Planned:
    """A plan of a stack.

    Attributes:
        stack: the stack.
        summary: addresses and actions.
        content: the plan in Terraform's JSON format, with secrets; empty if it changes nothing.
        file: plan file for Terraform, with secrets.
    """

    stack: Stack
    summary: Summary
    content: dict[str, Any]
    file: Path


def plan(project: Project, environment: Environment, names: Collection[str] = ()) -> list[Summary]:
    """Plan stacks, in the project's order, without writing anything, not even a lock of the state.

    Args:
        project: project of the stacks.
        environment: environment of the stacks.
        names: names of the stacks; by default all.

    Raises:
        SlipwayError: a stack doesn't exist or has no variables for the environment, a layer can't be packaged, or
            Terraform failed.
    """
    package_layers(project.root)  # which Terraform uploads
    summaries = []
    with _providers(project, environment) as providers:
        for stack in project.select(names):
            with _planned(project, stack, environment, providers, lock=False) as planned:
                summaries.append(planned.summary)
    return summaries


def apply(
    project: Project, environment: Environment, approved: Mapping[str, str], on_line: LineCallback
) -> list[Summary]:
    """Plan the stacks again and apply them, one after the other, if the plans make the approved changes.

    Args:
        project: project of the stacks.
        environment: environment of the stacks.
        approved: title -> digest, of the plans from `plan`. A stack without one isn't applied.
        on_line: called with Terraform's output during an apply, line by line.

    Returns:
        The summaries of the applied plans.

    Raises:
        SlipwayError: a plan makes other changes; neither its stack nor those after it were applied.
    """
    package_layers(project.root)
    applied = []
    with _providers(project, environment) as providers:
        for stack in (stack for stack in project.stacks if environment.title(stack) in approved):
            title = environment.title(stack)
            with _planned(project, stack, environment, providers) as planned:
                if not planned.summary.changes:
                    continue  # an earlier attempt of the same job applied it
                if planned.summary.digest != approved[title]:
                    raise SlipwayError(f"{title} has other changes than the approved plan: plan again")
                _apply(project, planned, environment, on_line, providers)
                applied.append(planned.summary)
    return applied


def destroy(
    project: Project, environment: Environment, confirm: Callable[[list[Planned]], bool], on_line: LineCallback
) -> list[Summary]:
    """Plan the removal of all stacks, the last one first, and apply these plans if they are approved.

    Args:
        project: project of the stacks.
        environment: environment of the stacks.
        confirm: called once, with the plans that change something.
        on_line: called with Terraform's output during an apply, line by line.

    Returns:
        The summaries of the applied plans.

    Raises:
        SlipwayError: a stack has no variables for the environment, or Terraform failed.
    """
    with _providers(project, environment) as providers, ExitStack() as plans:
        planned = [
            plans.enter_context(_planned(project, stack, environment, providers, destroy=True))
            for stack in reversed(project.stacks)
        ]
        planned = [each for each in planned if each.summary.changes]
        if not planned or not confirm(planned):
            return []
        for each in planned:
            _apply(project, each, environment, on_line, providers)
        return [each.summary for each in planned]


def outputs(project: Project, environment: Environment, name: str) -> dict[str, Any]:
    """Return the outputs of an applied stack, by their names in Terraform, without those that are sensitive.

    Raises:
        SlipwayError: the stack doesn't exist or has no backend for the environment, or Terraform failed.
    """
    (stack,) = project.select([name])
    backend = _file(project, stack, environment, "s3.tfbackend")
    terraform = _terraform(project, stack, environment)
    set_up_backend(terraform, backend)
    return {key: environment.target.reachable(value) for key, value in terraform.output(sensitive=False).items()}


def _file(project: Project, stack: Stack, environment: Environment, suffix: str) -> Path:
    file = project.root / stack.directory / "environments" / f"{environment.name}.{suffix}"
    if not file.is_file():
        raise SlipwayError(f"there is no {file.relative_to(project.root)}: {environment.title(stack)} needs it")
    return file


def _providers(project: Project, environment: Environment) -> ProviderKeeper:
    return ProviderKeeper(environment_for(environment.target, project.root), _data_directory(project, environment))


@contextmanager
def _planned(
    project: Project,
    stack: Stack,
    environment: Environment,
    providers: ProviderKeeper,
    *,
    lock: bool = True,
    destroy: bool = False,
) -> Iterator[Planned]:
    """Yield a plan; its file is deleted afterwards."""
    backend, var_file = (_file(project, stack, environment, suffix) for suffix in ("s3.tfbackend", "tfvars"))
    terraform = _terraform(project, stack, environment, providers=providers)
    variables = {**environment.variables, "environment": environment.name, "region": environment.target.region}
    with private_folder() as private:
        file = private / "plan"
        save = partial(terraform.save_plan, file, variables, [var_file], lock=lock, destroy=destroy)
        content = run_initialized(terraform, backend, save, is_local=environment.target.is_local) or {}
        if not destroy and (found := list(violations(content))):
            raise SlipwayError(f"{environment.title(stack)} can't be applied: {'; '.join(found)}")
        yield Planned(stack, summarize(environment.title(stack), content), content, file)


def _apply(
    project: Project, planned: Planned, environment: Environment, on_line: LineCallback, providers: ProviderKeeper
) -> None:
    kept = providers if environment.target.is_local else None  # on AWS, Terraform verifies the provider once more
    _terraform(project, planned.stack, environment, on_line, kept).apply_plan(planned.file)


def _terraform(
    project: Project,
    stack: Stack,
    environment: Environment,
    on_line: LineCallback | None = None,
    providers: ProviderKeeper | None = None,
) -> Terraform:
    data_directory = _data_directory(project, environment) / stack.name
    return terraform_for(project, stack, environment.target, data_directory, on_line, providers)


def _data_directory(project: Project, environment: Environment) -> Path:
    return project.root / ".slipway" / "terraform" / environment.name
