"""The values of properties before and after a change, as DescribeChangeSet returns them with ``IncludePropertyValues``.

A value that CloudFormation can't know yet is ``{{changeSet:KNOWN_AFTER_APPLY}}``: one that refers to a resource that
the change set creates or replaces. An attribute of another resource is the present one. A change whose values stay the
same is left out:
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceTargetDefinition.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/test_change_set_fn_get_attr.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/test_change_set_exports_imports.snapshot.json
"""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import engine

_Json = dict[str, Any]
_UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"
_INCOMPLETE = "[WARN] --include-property-values option can return incomplete ChangeSet data because: "
_NO_EXPORT = re.compile(r"Export '(.*)' not found")


def with_values(change_set: _Json, changes: list[_Json]) -> tuple[list[_Json], list[str]]:
    """Return the changes with their values, and why some can't be known; an executed set's stack has changed since."""
    stack = cloudformation._stacks.get(change_set["StackName"])
    if stack is None or change_set["ExecutionStatus"].startswith("EXECUTE_"):
        return changes, []
    renewed = {change["LogicalResourceId"] for change in changes if _is_renewed(change)}
    reasons: list[str] = []
    found = []
    for change in changes:
        after, errors = _after(change_set, stack, change["LogicalResourceId"], renewed)
        found += _valued(change, _before(stack, change), after)
        failed = f"ChangeSet creation failed for resource [{change['LogicalResourceId']}] because: "
        reasons += [_INCOMPLETE + failed + _NO_EXPORT.sub(r"No export named \1", error) for error in errors]
    return found, reasons


def _is_renewed(change: _Json) -> bool:
    return change["Action"] == "Add" or change.get("Replacement") == "True"


def _before(stack: _Json, change: _Json) -> _Json:
    """Return the present properties; CloudFormation doesn't resolve the references of a resource to remove."""
    name, resources = change["LogicalResourceId"], stack["_template"].get("Resources", {})
    properties = dict(stack["_resources"].get(name, {}).get("Properties", {}))
    if change["Action"] == "Remove":
        declared = resources.get(name, {}).get("Properties") or {}
        properties |= {key: _UNKNOWN for key, value in declared.items() if _refers(value, resources)}
    return {key: value for key, value in properties.items() if value is not engine._NO_VALUE}


def _after(change_set: _Json, stack: _Json, name: str, renewed: set[str]) -> tuple[_Json, list[str]]:
    """Return the properties that the template gives a resource, and the errors of those that can't be resolved."""
    template, parameters = change_set["_template"], change_set["_resolved_params"]
    declared = template.get("Resources", {}).get(name, {}).get("Properties") or {}
    conditions = engine._evaluate_conditions(template, parameters)
    context = (conditions, template.get("Mappings", {}), stack["StackName"], stack["StackId"])
    errors = []

    def resolve(value: object) -> object:
        try:
            return engine._resolve_refs(copy.deepcopy(value), stack["_resources"], parameters, *context)
        except ValueError as error:
            errors.append(str(error))
            return _UNKNOWN

    values = {key: _value(value, renewed, resolve) for key, value in declared.items()}
    return {key: value for key, value in values.items() if value is not engine._NO_VALUE}, errors


def _value(value: object, renewed: set[str], resolve: Callable[[object], object]) -> object:
    """Return a value in which each function of a resource that is created or replaced is unknown."""
    if isinstance(value, list):
        return [_value(item, renewed, resolve) for item in value]
    if not isinstance(value, dict):
        return value
    if any(key == "Ref" or key.startswith("Fn::") for key in value):
        return _UNKNOWN if _refers(value, renewed) else resolve(value)
    return {key: _value(item, renewed, resolve) for key, item in value.items()}


def _refers(value: object, names: set[str] | _Json) -> bool:
    return any(name in names for name, _ in engine._intrinsic_references(value))


def _valued(change: _Json, before: _Json, after: _Json) -> list[_Json]:
    """Return the change with its values; nothing if a change of properties alone leaves the values as they are."""
    if change["Action"] == "Add":
        return [{**change, "AfterContext": {"Properties": after}}]
    if change["Action"] != "Modify":
        return [{**change, "BeforeContext": {"Properties": before}}]
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    details = []
    for detail in change["Details"]:
        target = detail["Target"]
        if target["Attribute"] != "Properties":
            details.append(detail)
        elif (name := target["Name"]) in changed:
            valued = {**target, "Path": f"/Properties/{name}", **_values(name, before, after)}
            details += [*_direct(detail, valued, change), {**detail, "Target": valued}]
    if change["Details"] and not details:
        return []
    contexts = {"BeforeContext": {"Properties": before}, "AfterContext": {"Properties": after}}
    return [{**change, **contexts, "Details": details}]


def _direct(detail: _Json, target: _Json, change: _Json) -> list[_Json]:
    """Return the detail that a reference to a resource has before it, since the value itself changes, too."""
    if not str(detail.get("ChangeSource")).startswith("Resource"):
        return []
    others = (other for other in change["Details"] if other["Target"].get("Name") == target["Name"])
    if any(other.get("ChangeSource") == "DirectModification" for other in others):
        return []
    return [{"Target": target, "Evaluation": "Dynamic", "ChangeSource": "DirectModification"}]


def _values(name: str, before: _Json, after: _Json) -> _Json:
    """Return the values of a property, and whether it is added, removed or modified."""
    kinds = {(False, True): "Add", (True, False): "Remove", (True, True): "Modify"}
    found = {"AttributeChangeType": kinds[name in before, name in after]}
    for key, properties in (("BeforeValue", before), ("AfterValue", after)):
        if name in properties:
            value = properties[name]
            found[key] = value if isinstance(value, str) else json.dumps(value)
    return found
