"""The part of a plan that belongs to one module call, in the form that the plan of that module alone has.

The format is Terraform's: https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
"""

import json
from collections.abc import Mapping
from typing import Any

_WHOLE_PLAN = ("checks", "relevant_attributes", "resource_drift")  # not divided by module call
Json = dict[str, Any]


def module_plan(plan: Mapping[str, Any], name: str, variables: Mapping[str, Any], key: str | None = None) -> Json:
    """Return a plan of ``module.<name>`` as if it was the root configuration: addresses begin below it.

    Its outputs are in the plan if the root configuration has an output of the same name whose value is the module.

    Args:
        plan: plan of the root configuration.
        name: name of a module call in it.
        variables: those that the call sets; the others have their default.
        key: the instance's key, if the call has ``for_each``.

    Raises:
        KeyError: there is no such call.
    """
    call = plan["configuration"]["root_module"].get("module_calls", {})[name]["module"]
    defaults = {each: {"value": declared.get("default")} for each, declared in call.get("variables", {}).items()}
    outputs = _output_changes(plan, name, key, call.get("outputs", {}))
    prefix = f"module.{name}." if key is None else f"module.{name}[{json.dumps(key)}]."
    return {
        **{key: value for key, value in plan.items() if key not in _WHOLE_PLAN},
        "variables": defaults | {each: {"value": value} for each, value in variables.items()},
        "planned_values": {
            "outputs": {each: _planned_output(change) for each, change in outputs.items()},
            "root_module": _module(plan["planned_values"]["root_module"], prefix),
        },
        "resource_changes": [
            _below(resource, prefix)
            for resource in plan.get("resource_changes", [])
            if resource["address"].startswith(prefix)
        ],
        "output_changes": outputs,
        "prior_state": {
            **plan.get("prior_state", {}),
            "values": {
                "root_module": _module(plan.get("prior_state", {}).get("values", {}).get("root_module", {}), prefix)
            },
        },
        "configuration": {**plan["configuration"], "root_module": call},
    }


def _module(root: Mapping[str, Any], prefix: str) -> Json:
    """Return the values of the module below ``root`` that has the prefix, which has none if it has no resource."""
    children = {child["address"]: child for child in root.get("child_modules", [])}
    module = children.get(prefix.removesuffix("."), {})
    return _values({key: value for key, value in module.items() if key != "address"}, prefix)


def _values(module: Mapping[str, Any], prefix: str) -> Json:
    below = _below(module, prefix)
    for part, strip in (("resources", _below), ("child_modules", _values)):
        if part in module:
            below[part] = [strip(each, prefix) for each in module[part]]
    return below


def _below(item: Mapping[str, Any], prefix: str) -> Json:
    """Return a resource or module with its addresses below the prefix."""
    below = dict(item)
    for key in ("address", "previous_address", "module_address"):
        if key in below:
            below[key] = below[key].removeprefix(prefix)
    if below.get("module_address") == prefix.removesuffix("."):
        del below["module_address"]
    return below


def _output_changes(plan: Mapping[str, Any], name: str, key: str | None, declared: Mapping[str, Any]) -> Json:
    """Divide the change of the root's output that holds all outputs of the module, or those of all its instances."""
    whole = plan.get("output_changes", {}).get(name)
    if whole is None or whole["actions"] == ["delete"]:
        return {}
    if key is not None:
        whole = {part: _part(whole.get(part), key) for part in ("before", "after", "after_unknown")}
    return {each: _output_change(whole, each, bool(output.get("sensitive"))) for each, output in declared.items()}


def _output_change(whole: Mapping[str, Any], name: str, is_sensitive: bool) -> Json:
    before, after, unknown = (_part(whole.get(key), name) for key in ("before", "after", "after_unknown"))
    change = {
        "actions": _actions(before, after, is_known=not _has_true(unknown)),
        "before": before,
        "after": after,
        "after_unknown": unknown or False,
        "before_sensitive": is_sensitive,
        "after_sensitive": is_sensitive,
    }
    if unknown is True:
        del change["after"]  # as Terraform leaves it out
    return change


def _part(value: Any, name: str) -> Any:  # noqa: ANN401 - JSON
    """Return what an object has for a name; True, as a mask has it, stands for all names."""
    return value.get(name) if isinstance(value, dict) else value


def _actions(before: Any, after: Any, *, is_known: bool) -> list[str]:  # noqa: ANN401 - JSON
    if is_known and before == after:
        return ["no-op"]
    if before is None:
        return ["create"]
    return ["delete"] if is_known and after is None else ["update"]


def _planned_output(change: Mapping[str, Any]) -> Json:
    """Return an output of the planned values, which has a value only if all of it is known."""
    output = {"sensitive": change["after_sensitive"]}
    return output if _has_true(change["after_unknown"]) else {**output, "value": change["after"]}


def _has_true(mask: Any) -> bool:  # noqa: ANN401 - JSON
    if isinstance(mask, dict | list):
        return any(map(_has_true, mask.values() if isinstance(mask, dict) else mask))
    return mask is True
