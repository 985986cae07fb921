"""A request has a value for each parameter without a default, and for no parameter that the template doesn't declare.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html
The messages are those that users report:
https://github.com/hashicorp/terraform/issues/5560
https://github.com/jenkinsci/pipeline-aws-plugin/issues/133
https://github.com/ansible/ansible/issues/24866

MiniStack ignores parameters that aren't declared, and names the first missing one in another text.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services.cloudformation import changesets, engine, handlers

_Json = dict[str, Any]


def apply() -> None:
    """Wrap the function that finds the values, for each of its callers that imports it."""
    engine._resolve_parameters = _checking(engine._resolve_parameters)
    handlers._resolve_parameters = _checking(handlers._resolve_parameters)
    changesets._resolve_parameters = _checking(changesets._resolve_parameters)


def _checking(resolve: Callable[..., _Json]) -> Callable[..., _Json]:
    @functools.wraps(resolve)
    def resolve_parameters(template: _Json, provided: list[_Json], *previous: _Json) -> _Json:
        declared = template.get("Parameters") or {}
        given = [entry["Key"] for entry in provided if "Key" in entry]
        if given and not declared:
            raise ValueError("Parameter values specified for a template which does not require them.")
        if unknown := [name for name in given if name not in declared]:
            raise ValueError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
        required = [name for name, parameter in declared.items() if "Default" not in parameter]
        if missing := [name for name in required if name not in given]:
            raise ValueError(f"Parameters: [{', '.join(missing)}] must have values")
        return resolve(template, provided, *previous)

    return resolve_parameters
