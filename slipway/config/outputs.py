"""The outputs of a project's stacks on the local AWS, recorded by the last `slipway up`."""

import json
from pathlib import Path
from typing import Any

from slipway.config.project import Project
from slipway.errors import SlipwayError


def save_outputs(project: Project, outputs: dict[str, Any]) -> None:
    """Record the outputs of all stacks."""
    file = _file(project)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(outputs))
    part.replace(file)  # complete, or as before


def load_outputs(project: Project) -> dict[str, Any]:
    """Return the recorded outputs, by the keys in ``slipway.toml``.

    Raises:
        SlipwayError: a stack hasn't been applied yet.
    """
    file = _file(project)
    outputs: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    for stack in project.stacks:
        if not outputs or not set(stack.outputs) <= set(outputs):
            raise SlipwayError(f"{stack.directory} isn't applied to the local AWS yet: run `make up`")
    return outputs


def _file(project: Project) -> Path:
    return project.local_directory / "outputs.json"
