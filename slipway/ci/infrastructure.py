"""A project's stacks in one environment on AWS: planned, and applied as they were planned."""

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
from slipway.terraform import Terraform, binary, environment


@dataclass(frozen=True)
class Place:
    """Where stacks are applied, and where their state is.

    Attributes:
        target: AWS.
        environment: e.g. ``dev``. A stack has its variables for it in ``environments/dev.tfvars``, and in
            ``environments/dev.s3.tfbackend`` where its state is.
    """

    target: Target
    environment: str

    def title(self, stack: Stack) -> str:
        """Return the name that a plan goes by, e.g. ``dev/movies``."""
        return f"{self.environment}/{stack.name}"


def plan(project: Project, place: Place) -> list[Summary]:
    """Plan every stack, in the project's order. Writes nothing: the state isn't even locked.

    Raises:
        SlipwayError: a stack has no variables for the environment, or Terraform said no.
    """
    summaries = []
    for stack in project.stacks:
        with _planned(project, stack, place, lock=False) as (summary, _):
            summaries.append(summary)
    return summaries


def apply(project: Project, place: Place, expected: Mapping[str, str], on_line: LineCallback) -> list[Summary]:
    """Plan again and apply, one stack after the other, as long as each plan does what was approved.

    Args:
        project: whose stacks are applied.
        place: where.
        expected: title of a plan -> digest, of the plans that `plan` has shown. A stack without one stays as it is.
        on_line: gets Terraform's lines while it applies.

    Returns:
        What was applied.

    Raises:
        SlipwayError: a plan would do something else now; neither its stack nor those after it were applied.
    """
    applied = []
    for stack in project.stacks:
        title = place.title(stack)
        if title not in expected:
            continue
        with _planned(project, stack, place, lock=True) as (summary, file):
            if not summary.changes:
                continue  # it was applied by an earlier attempt of the same job
            if summary.digest != expected[title]:
                raise SlipwayError(f"{title} would change in another way than was shown before: plan again")
            _terraform(project, stack, place, on_line).apply_plan(file)
            applied.append(summary)
    return applied


@contextmanager
def _planned(project: Project, stack: Stack, place: Place, *, lock: bool) -> Iterator[tuple[Summary, Path]]:
    """Yield a plan's summary and the file that it is in, which holds secrets and is removed afterwards."""
    directory = project.root / stack.directory / "environments"
    backend, var_file = (directory / f"{place.environment}.{suffix}" for suffix in ("s3.tfbackend", "tfvars"))
    for file in (backend, var_file):
        if not file.is_file():
            raise SlipwayError(f"there is no {file.relative_to(project.root)}: {place.title(stack)} needs it")
    terraform = _terraform(project, stack, place)
    terraform.init(backend)
    variables = {"environment": place.environment, "region": place.target.region}
    with tempfile.TemporaryDirectory(prefix="slipway-") as private:
        file = Path(private) / "plan"
        yield summarize(place.title(stack), terraform.save_plan(file, variables, [var_file], lock=lock)), file


def _terraform(project: Project, stack: Stack, place: Place, on_line: LineCallback | None = None) -> Terraform:
    data_directory = project.root / ".slipway" / "terraform" / place.environment / stack.name
    data_directory.mkdir(parents=True, exist_ok=True)
    return Terraform(
        project.root / stack.directory,
        binary=binary.find(project.root),
        environment=environment.environment_for(place.target, project.root),
        data_dir=data_directory,
        on_line=on_line,
    )
