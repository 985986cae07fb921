"""Planning a project's stacks in an environment on AWS, and applying the approved plans."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from slipway.aws.target import Target
from slipway.ci.summary import Summary, summarize
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.system.process import LineCallback
from slipway.terraform import Terraform
from slipway.terraform.environment import environment_for
from slipway.terraform.kept_providers import Providers
from slipway.terraform.stack import terraform_for


@dataclass(frozen=True)
class Environment:
    """An environment that stacks are applied to.

    Attributes:
        target: the account and region.
        name: e.g. ``dev``. A stack's variables for it are in the file ``environments/dev.tfvars``, the location of its
            state in ``environments/dev.s3.tfbackend``.
    """

    target: Target
    name: str

    def title(self, stack: Stack) -> str:
        """Return the title of a stack's plan, e.g. ``dev/movies``."""
        return f"{self.name}/{stack.name}"


def plan(project: Project, environment: Environment) -> list[Summary]:
    """Plan every stack, in the project's order, without writing anything, not even a lock of the state.

    Raises:
        SlipwayError: a stack has no variables for the environment, or Terraform failed.
    """
    summaries = []
    with _providers(project, environment) as providers:
        for stack in project.stacks:
            with _planned(project, stack, environment, providers, lock=False) as (summary, _):
                summaries.append(summary)
    return summaries


def apply(
    project: Project, environment: Environment, approved: Mapping[str, str], on_line: LineCallback
) -> list[Summary]:
    """Plan the stacks again and apply them, one after the other, if the plans make the approved changes.

    Args:
        project: whose stacks are applied.
        environment: where they are applied.
        approved: title -> digest, of the plans from `plan`. A stack without one isn't applied.
        on_line: called with Terraform's output during an apply, line by line.

    Returns:
        The summaries of the applied plans.

    Raises:
        SlipwayError: a plan makes other changes; neither its stack nor those after it were applied.
    """
    applied = []
    with _providers(project, environment) as providers:
        for stack in (stack for stack in project.stacks if environment.title(stack) in approved):
            title = environment.title(stack)
            with _planned(project, stack, environment, providers, lock=True) as (summary, file):
                if not summary.changes:
                    continue  # an earlier attempt of the same job applied it
                if summary.digest != approved[title]:
                    raise SlipwayError(f"{title} has other changes than the approved plan: plan again")
                _terraform(project, stack, environment, on_line).apply_plan(file)
                applied.append(summary)
    return applied


def _providers(project: Project, environment: Environment) -> Providers:
    return Providers(environment_for(environment.target, project.root), _data_directory(project, environment))


@contextmanager
def _planned(
    project: Project, stack: Stack, environment: Environment, providers: Providers, *, lock: bool
) -> Iterator[tuple[Summary, Path]]:
    """Yield a plan's summary and file; the file contains secrets, and is deleted afterwards."""
    directory = project.root / stack.directory / "environments"
    backend, var_file = (directory / f"{environment.name}.{suffix}" for suffix in ("s3.tfbackend", "tfvars"))
    for file in (backend, var_file):
        if not file.is_file():
            raise SlipwayError(f"there is no {file.relative_to(project.root)}: {environment.title(stack)} needs it")
    terraform = _terraform(project, stack, environment, providers=providers)
    terraform.init(backend)
    variables = {"environment": environment.name, "region": environment.target.region}
    with tempfile.TemporaryDirectory(prefix="slipway-") as private:
        file = Path(private) / "plan"
        plan = terraform.save_plan(file, variables, [var_file], lock=lock)
        yield summarize(environment.title(stack), plan), file


def _terraform(
    project: Project,
    stack: Stack,
    environment: Environment,
    on_line: LineCallback | None = None,
    providers: Providers | None = None,
) -> Terraform:
    data_directory = _data_directory(project, environment) / stack.name
    return terraform_for(project, stack, environment.target, data_directory, on_line, providers)


def _data_directory(project: Project, environment: Environment) -> Path:
    return project.root / ".slipway" / "terraform" / environment.name
