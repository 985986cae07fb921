"""Who releases a function: the command line, or one pipeline.

The description of the alias names the pipeline. `modules/lambda` writes it, and GetAlias returns it with the version
that every release reads anyway, so the check needs no further call and no further permission.
"""

import re
from collections.abc import Mapping
from typing import Any

from lambda_release.errors import OwnerError
from lambda_release.function import Function

# The name of a pipeline has these characters:
# https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html
_PIPELINE = re.compile(r"released by the pipeline ([A-Za-z0-9.@_-]{1,100})(?:[ ,;]|$)", re.IGNORECASE)


def pipeline_of(alias: Mapping[str, Any]) -> str | None:
    """Return the name of the pipeline that moves an alias; None if the command line does."""
    match = _PIPELINE.search(alias.get("Description") or "")
    return match[1] if match else None


def assert_owner(function: Function, alias: Mapping[str, Any], pipeline: str | None) -> None:
    """Check that an alias is released by this pipeline, or by the command line if there is none.

    Raises:
        OwnerError: another pipeline or the command line releases it.
    """
    owner = pipeline_of(alias)
    if owner == pipeline:
        return
    subject = f"alias {function.alias_name} of {function.name} is released by"
    if owner is None:
        raise OwnerError(
            f"{subject} `slipway deploy`, not by a pipeline: set released_by = {pipeline!r} in its module lambda"
        )
    if pipeline is None:
        raise OwnerError(
            f"{subject} the pipeline {owner}, not by `slipway deploy`: start the pipeline, or remove released_by from "
            "its module lambda"
        )
    raise OwnerError(f"{subject} the pipeline {owner}, not by {pipeline}: change released_by in its module lambda")
