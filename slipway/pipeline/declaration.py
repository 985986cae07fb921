"""A pipeline's declaration, and the default pipeline of a project or an account."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slipway.aws.target import Target
from slipway.errors import SlipwayError


@dataclass(frozen=True)
class Pipeline:
    """A pipeline on a target.

    Attributes:
        target: the account and region.
        declaration: declaration from GetPipeline: name, version, stages and more.
    """

    target: Target
    declaration: dict[str, Any]

    @property
    def name(self) -> str:
        """The pipeline's name."""
        return str(self.declaration["name"])

    @cached_property
    def client(self) -> Any:  # noqa: ANN401 - boto3 makes a client's class at run time
        """A boto3 client of CodePipeline."""
        return self.target.client("codepipeline")

    def command(self, action: str, *arguments: str) -> str:
        """Return a command line for it, which also works in a shell without the variables of the local AWS."""
        line = " ".join(("slipway pipeline", action, self.name, *arguments))
        endpoint_url = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/")
        is_set = not self.target.is_local or endpoint_url == self.target.endpoint_url
        return line if is_set else f'eval "$(slipway env)" && {line}'

    def actions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each action with its stage's name, in the order of execution."""
        for stage in self.declaration["stages"]:
            for action in sorted(stage["actions"], key=lambda action: action.get("runOrder", 1)):
                yield stage["name"], action

    def sources(self) -> dict[str, dict[str, Any]]:
        """Return the source actions by their names."""
        return {
            action["name"]: action for _, action in self.actions() if action["actionTypeId"]["category"] == "Source"
        }


def load(target: Target, name: str | None, project_pipelines: Sequence[str] = ()) -> Pipeline:
    """Return a pipeline.

    Args:
        target: the account and region.
        name: None for the only pipeline of the project, or of the account in the region if the project has none.
        project_pipelines: the names of the project's pipelines on the target.

    Raises:
        SlipwayError: there is no such pipeline, or there are several and none is named.
    """
    client = target.client("codepipeline")
    name = name or _only(project_pipelines or _names(client), target)
    try:
        return Pipeline(target, client.get_pipeline(name=name)["pipeline"])
    except (client.exceptions.PipelineNotFoundException, client.exceptions.ValidationException) as error:
        raise SlipwayError(f"there is no pipeline {name!r} {_where(target)}; {_list(_names(client))}") from error


def _only(names: Sequence[str], target: Target) -> str:
    if len(names) == 1:
        return names[0]
    if not names:
        raise SlipwayError(f"there is no pipeline {_where(target)}")
    raise SlipwayError(f"there are several pipelines, name one of them: {', '.join(sorted(names))}")


def _names(client: Any) -> list[str]:  # noqa: ANN401 - boto3's
    pages = client.get_paginator("list_pipelines").paginate()
    return [pipeline["name"] for page in pages for pipeline in page["pipelines"]]


def _list(names: Sequence[str]) -> str:
    return f"there are: {', '.join(sorted(names)) or 'none'}"


def _where(target: Target) -> str:
    return f"on {target.endpoint_url or 'AWS'} in {target.region}"
