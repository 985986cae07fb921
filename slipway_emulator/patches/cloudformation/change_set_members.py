"""DescribeChangeSet returns CloudFormation's members, and with ``IncludePropertyValues`` the values before and after.

Empty lists of capabilities, changes, topics, details and scopes are returned, and neither an empty description nor
empty parameters, tags and reasons. A parameter that names one of Systems Manager has its resolved value. A change of a
parameter comes before the change of the property that refers to it; a new value of a parameter in Systems Manager is
a change of the property alone:
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/test_change_sets.snapshot.json
A resource whose condition is false isn't in the stack:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/test_change_set_conditions.snapshot.json

MiniStack returns empty texts, no values, and changes of resources that aren't created.
"""

import functools
import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape

from ministack.services.cloudformation import changesets, engine, handlers

from slipway_emulator.patches.cloudformation import property_values
from slipway_emulator.responses import Response

_Json = dict[str, Any]
_CREATED = re.compile(rb"<Id>([^<]+)</Id>")
_ALWAYS = ("ChangeSetName", "ChangeSetId", "StackId", "StackName", "CreationTime", "ExecutionStatus", "Status")
_IF_GIVEN = ("Description", "OnStackFailure", "StatusReason")
# Members of a change that MiniStack and CloudFormation have under one name, in the order of the model.
_CHANGE_MEMBERS = ("PolicyAction", "Action", "LogicalResourceId", "PhysicalResourceId", "ResourceType", "Replacement")


def apply() -> None:
    """Replace the operation, and wrap the creation and the function that finds the resources of a template."""
    operations = handlers._ACTION_HANDLERS
    operations["DescribeChangeSet"] = _describe
    operations["CreateChangeSet"] = _creating(operations["CreateChangeSet"])
    changesets._resolve_props_for_diff = _of_created_resources(changesets._resolve_props_for_diff)


def _of_created_resources(resolve: Callable[..., _Json]) -> Callable[..., _Json]:
    @functools.wraps(resolve)
    def resolved(template: _Json, parameters: _Json, *names: str) -> _Json:
        found = resolve(template, parameters, *names)
        declared = {name: resource.get("Condition") for name, resource in found.get("Resources", {}).items()}
        if any(declared.values()):
            conditions = engine._evaluate_conditions(template, parameters)
            kept = (name for name, condition in declared.items() if conditions.get(condition, True))
            found["Resources"] = {name: found["Resources"][name] for name in kept}
        return found

    return resolved


def _creating(create: Callable[[_Json], Response]) -> Callable[[_Json], Response]:
    @functools.wraps(create)
    def create_change_set(parameters: _Json) -> Response:
        stack = handlers._resolve_stack(handlers._p(parameters, "StackName")) or {}
        before = stack.get("_resolved_params") or {}
        response = create(parameters)
        created = _CREATED.search(response[2]) if before else None
        if created:
            _, change_set = changesets._find_change_set(created[1].decode())
            named = change_set["_resolved_params"].items()
            same = {name for name, value in named if "SsmName" in value and _has_name(before.get(name), value)}
            for change in change_set["Changes"] if same else ():
                _leave_out(change["ResourceChange"], same)
        return response

    return create_change_set


def _has_name(before: _Json | None, parameter: _Json) -> bool:
    return str((before or {}).get("SsmName")) == str(parameter["SsmName"])


def _leave_out(change: _Json, parameters: set[str]) -> None:
    """Leave out the details of parameters whose own value, the name in Systems Manager, hasn't changed."""
    kept = [detail for detail in change.get("Details", []) if detail.get("CausingEntity") not in parameters]
    causes = {detail["Target"].get("Name") for detail in kept if "CausingEntity" in detail}
    if len(kept) < len(change.get("Details", [])):
        static = {"Evaluation": "Static"}
        change["Details"] = [
            detail if detail["Target"].get("Name") in causes else {**detail, **static} for detail in kept
        ]


def _describe(parameters: _Json) -> Response:
    """Return the response of DescribeChangeSet."""
    name, stack = (handlers._p(parameters, key) for key in ("ChangeSetName", "StackName"))
    _, change_set = changesets._find_change_set(name, stack)
    if change_set is None:
        missing: Response = handlers._error("ChangeSetNotFound", f"ChangeSet [{name}] does not exist", 404)
        return missing
    changes = [_ordered(change["ResourceChange"]) for change in change_set["Changes"]]
    reasons: list[str] = []
    if handlers._p(parameters, "IncludePropertyValues").lower() == "true":
        changes, reasons = property_values.with_values(change_set, changes)
    content = _members({**change_set, "StatusReason": "\n".join((*reasons, change_set["StatusReason"])).strip()})
    content += _list(
        "Changes", (f"<Type>Resource</Type><ResourceChange>{_change(change)}</ResourceChange>" for change in changes)
    )
    response: Response = handlers._xml(
        200, "DescribeChangeSetResponse", f"<DescribeChangeSetResult>{content}</DescribeChangeSetResult>"
    )
    return response


def _members(change_set: _Json) -> str:
    """Return the members but the changes, as XML."""
    given = [name for name in _IF_GIVEN if change_set.get(name)]
    texts = [_text(name, change_set[name]) for name in (*_ALWAYS, *given)]
    texts += ["<NotificationARNs/><RollbackConfiguration/><IncludeNestedStacks>false</IncludeNestedStacks>"]
    texts += [_list("Capabilities", (escape(name) for name in change_set.get("Capabilities", [])))]
    if change_set.get("ImportExistingResources"):
        texts += ["<ImportExistingResources>true</ImportExistingResources>"]
    if change_set["_resolved_params"]:
        texts += [_list("Parameters", (_parameter(*item) for item in change_set["_resolved_params"].items()))]
    if change_set.get("Tags"):
        tags = (_text("Key", tag.get("Key", "")) + _text("Value", tag.get("Value", "")) for tag in change_set["Tags"])
        texts += [_list("Tags", tags)]
    return "".join(texts)


def _parameter(name: str, parameter: _Json) -> str:
    value = "****" if parameter.get("NoEcho") else str(parameter["Value"])
    key = _text("ParameterKey", name)
    if "SsmName" in parameter:
        return key + _text("ParameterValue", parameter["SsmName"]) + _text("ResolvedValue", value)
    return key + _text("ParameterValue", value)


def _ordered(change: _Json) -> _Json:
    """Return a change whose details of a parameter come before the others of the same property."""
    details = change.get("Details", [])
    names = list(dict.fromkeys(detail["Target"].get("Name") for detail in details))
    ordered = sorted(
        details,
        key=lambda detail: (
            names.index(detail["Target"].get("Name")),
            detail.get("ChangeSource") != "ParameterReference",
        ),
    )
    return {**change, "Details": ordered}


def _change(change: _Json) -> str:
    texts = [_text(name, change[name]) for name in _CHANGE_MEMBERS if change.get(name)]
    texts += [_text(name, json.dumps(change[name])) for name in ("BeforeContext", "AfterContext") if name in change]
    texts += [_list("Scope", change.get("Scope", [])), _list("Details", map(_detail, change["Details"]))]
    return "".join(texts)


def _detail(detail: _Json) -> str:
    target = "".join(_text(name, value) for name, value in detail["Target"].items())
    texts = [_text(name, value) for name, value in detail.items() if name != "Target" and value]
    return f"<Target>{target}</Target>{''.join(texts)}"


def _list(name: str, members: Iterable[str]) -> str:
    return f"<{name}>{''.join(f'<member>{member}</member>' for member in members)}</{name}>"


def _text(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value))}</{name}>"
