"""The outputs of a project's stacks on the local AWS, recorded by the last `slipway up` or `slipway pipeline up`."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from slipway.config.project import Project
from slipway.config.record import read_record
from slipway.config.stack import Stack
from slipway.errors import SlipwayError

_LEFT_OUT = "left-out"  # no output has such a key


def save_outputs(project: Project, outputs: dict[str, Any], applied: Collection[Stack]) -> None:
    """Record the outputs of stacks that were just applied; the outputs of other stacks stay.

    A stack that has not been applied is recorded as left out, so that it doesn't count as missing.
    """
    recorded = _read(project)
    others = [stack for stack in project.stacks if stack not in applied]
    left_out = [stack.name for stack in others if not (stack.outputs and set(stack.outputs) <= recorded.keys())]
    kept = {key: recorded[key] for stack in others for key in stack.outputs if key in recorded}
    _write(project, {**in_order(project, kept | outputs), _LEFT_OUT: left_out})


def in_order(project: Project, outputs: dict[str, Any]) -> dict[str, Any]:
    """Return outputs in the order of the project file, whichever stack was applied last."""
    keys = [key for stack in project.stacks for key in stack.outputs if key in outputs]
    return {key: outputs[key] for key in (*(key for key in outputs if key not in keys), *keys)}


def remove_outputs(project: Project, removed: Collection[Stack]) -> None:
    """Remove the outputs of stacks that were removed, and record these stacks as left out."""
    recorded = _read(project)
    if not recorded:
        return
    keys = {key for stack in removed for key in stack.outputs}
    names = {*recorded.get(_LEFT_OUT, []), *(stack.name for stack in removed)}
    left_out = [stack.name for stack in project.stacks if stack.name in names]
    _write(project, {key: value for key, value in recorded.items() if key not in keys} | {_LEFT_OUT: left_out})


def recorded_outputs(project: Project, folder: Path | None = None) -> dict[str, Any]:
    """Return the recorded outputs, by the keys in ``slipway.toml``; those of some stacks may be missing.

    Args:
        project: the project.
        folder: folder that has the record, by default that of the local AWS.
    """
    return {key: value for key, value in _read(project, folder).items() if key != _LEFT_OUT}


def load_outputs(project: Project) -> dict[str, Any]:
    """Return the recorded outputs, by the keys in ``slipway.toml``, without those of stacks that were left out.

    Raises:
        SlipwayError: a stack that wasn't left out hasn't been applied yet.
    """
    outputs = _read(project)
    left_out = outputs.pop(_LEFT_OUT, [])
    for stack in project.stacks:
        if not outputs or (stack.name not in left_out and not set(stack.outputs) <= set(outputs)):
            raise SlipwayError(f"{stack.directory} isn't applied to the local AWS yet: run `make up`")
    return outputs


def _read(project: Project, folder: Path | None = None) -> dict[str, Any]:
    # The outputs of a stack that a pipeline has delivered are in its state only, which `up` doesn't read. `up` after
    # `down` begins with the snapshot of the last one, and its outputs. A snapshot that is damaged is of no use.
    remedy = "run `slipway up --clean`" if folder else "run `make down`, then `make up`"
    return read_record(_file(project, folder), remedy)


def _write(project: Project, outputs: dict[str, Any]) -> None:
    file = _file(project)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(outputs))
    part.replace(file)  # complete, or as before


def _file(project: Project, folder: Path | None = None) -> Path:
    return (folder or project.local_directory) / "outputs.json"
