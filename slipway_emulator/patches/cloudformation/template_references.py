"""A template is refused that refers to what it doesn't declare or doesn't create, or whose resources form a cycle.

Ref, Fn::GetAtt and Fn::Sub name a parameter, a pseudo parameter or a resource, and DependsOn names a resource:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getatt.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html#troubleshooting-errors-dependence-error
Unknown names, and a reference to a resource whose condition is false, were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/engine/test_references.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/engine/test_conditions.snapshot.json
The messages of outputs, conditions and cycles are those that users report:
https://github.com/awslabs/aws-api-gateway-developer-portal/issues/216
https://github.com/fourTheorem/slic-watch/issues/119
https://github.com/aws-cloudformation/cfn-lint/issues/99
https://github.com/aws/serverless-application-model/issues/258
An attribute that a resource doesn't have fails its creation; MiniStack does the same.

MiniStack takes the unknown name for the value, and a cycle fails the stack after it has been created.
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ministack.services.cloudformation import engine

_Json = dict[str, Any]
_PSEUDO_PARAMETERS = frozenset(
    f"AWS::{name}"
    for name in ["AccountId", "NoValue", "NotificationARNs", "Partition", "Region", "StackId", "StackName", "URLSuffix"]
)
_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")
_TWO_PARAMETERS = (
    "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource "
    "attribute"
)


class _Reference(NamedTuple):
    """A name that a function refers to, and its attribute, empty if it has none."""

    function: str
    name: str
    attribute: str = ""


def apply() -> None:
    """Wrap the check that needs only the template, and the one that knows which conditions are true."""
    engine._validate_template_statics = _declared(engine._validate_template_statics)
    engine._evaluate_rules = _created(engine._evaluate_rules)


def _declared(check: Callable[[_Json], None]) -> Callable[[_Json], None]:
    @functools.wraps(check)
    def check_template(template: _Json) -> None:
        if not template.get("Transform"):  # a macro may add what a reference names
            for fault in _unknown_names(template):
                raise ValueError(fault)
        check(template)

    return check_template


def _created(evaluate: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(evaluate)
    def evaluate_rules(template: _Json, parameters: _Json, conditions: dict[str, bool]) -> None:
        evaluate(template, parameters, conditions)
        for fault in _missing_resources(template, conditions):
            raise ValueError(fault)

    return evaluate_rules


def _unknown_names(template: _Json) -> Iterator[str]:
    resources, outputs = (template.get(section) or {} for section in ("Resources", "Outputs"))
    values = _PSEUDO_PARAMETERS | (template.get("Parameters") or {}).keys()
    if unknown := _names(_references(template.get("Conditions"))) - values:
        yield (
            f"Template format error: Unresolved dependencies [{_listed(unknown)}]. "
            "Cannot reference resources in the Conditions block of the template"
        )
    conditions = template.get("Conditions") or {}
    for resource in resources.values():
        if (condition := resource.get("Condition", "")) and condition not in conditions:
            yield (
                f"Template format error: Unresolved condition dependency {condition} in the Resources block "
                "of the template"
            )
    found = [*_of_resources(resources), *_references(outputs)]
    yield from _unknown_attributes(found, resources)
    if unknown := _names(_of_resources(resources)) - values - resources.keys():
        yield _unresolved(unknown, "Resources")
    if unknown := _names(_references(outputs)) - values - resources.keys():
        yield _unresolved(unknown, "Outputs")


def _unknown_attributes(found: Iterable[_Reference], resources: _Json) -> Iterator[str]:
    for function, name, attribute in found:
        if function == "Fn::GetAtt" and not (name and attribute):
            yield _TWO_PARAMETERS
        elif name not in resources and function == "Fn::GetAtt":
            yield f"Template error: instance of Fn::GetAtt references undefined resource {name}"
        elif name not in resources and attribute:
            yield f"Template error: instance of Fn::Sub references invalid resource attribute {name}.{attribute}"


def _missing_resources(template: _Json, conditions: dict[str, bool]) -> Iterator[str]:
    """Yield what is wrong with the references of the resources and outputs that are created."""
    declared = template.get("Resources") or {}
    resources, outputs = (
        {
            name: _chosen(member, conditions)
            for name, member in (template.get(section) or {}).items()
            if conditions.get(member.get("Condition", ""), True)
        }
        for section in ("Resources", "Outputs")
    )
    missing = declared.keys() - resources.keys()
    if names := missing & _names(_references([resource.get("Properties") for resource in resources.values()])):
        yield _unresolved(names, "Resources")
    if names := missing & _names(_references(outputs)):
        yield _unresolved(names, "Outputs")
    if cycle := _cyclic(resources):
        yield f"Circular dependency between resources: [{_listed(cycle)}]"


def _cyclic(resources: _Json) -> set[str]:
    """Return the resources that depend on each other or on themselves, and those that depend on them."""
    waiting = {name: _names(_of_resources({name: resource})) & resources.keys() for name, resource in resources.items()}
    while ready := [name for name, needed in waiting.items() if not needed & waiting.keys()]:
        for name in ready:
            del waiting[name]
    return set(waiting)


def _chosen(value: Any, conditions: dict[str, bool]) -> Any:  # noqa: ANN401 - a value of JSON
    """Return a value whose Fn::If are replaced by the branch that their condition chooses."""
    if isinstance(value, list):
        return [_chosen(item, conditions) for item in value]
    if not isinstance(value, dict):
        return value
    choice = value.get("Fn::If")
    if isinstance(choice, list) and len(choice) == 3 and choice[0] in conditions:
        return _chosen(choice[1] if conditions[choice[0]] else choice[2], conditions)
    return {name: _chosen(item, conditions) for name, item in value.items()}


def _of_resources(resources: _Json) -> Iterator[_Reference]:
    for resource in resources.values():
        yield from _references(resource.get("Properties"))
        needed = resource.get("DependsOn") or []
        for name in [needed] if isinstance(needed, str) else needed:
            yield _Reference("DependsOn", name)


def _references(value: object) -> Iterator[_Reference]:
    """Yield the references of a value of a template."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    if not isinstance(value, dict):
        return
    for function, argument in value.items():
        if function == "Ref" and isinstance(argument, str):
            yield _Reference(function, argument)
        elif function == "Fn::GetAtt":
            yield _attribute_reference(argument)
        elif function == "Fn::Sub":
            yield from _variables(argument)
        else:
            yield from _references(argument)


def _attribute_reference(argument: object) -> _Reference:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    if not isinstance(parts, list) or len(parts) != 2 or not isinstance(parts[0], str):
        return _Reference("Fn::GetAtt", "")
    return _Reference("Fn::GetAtt", parts[0], str(parts[1]))


def _variables(argument: object) -> Iterator[_Reference]:
    text, given = (*argument, {})[:2] if isinstance(argument, list) and argument else (argument, {})
    given = given if isinstance(given, dict) else {}
    for variable in map(str.strip, _VARIABLE.findall(str(text))):
        name, _, attribute = variable.partition(".")
        if variable not in given:
            yield _Reference("Fn::Sub", name, attribute)
    yield from _references(list(given.values()))


def _names(references: Iterable[_Reference]) -> set[str]:
    return {reference.name for reference in references}


def _unresolved(names: Iterable[str], section: str) -> str:
    start = "Template format error: " if section == "Resources" else ""
    return f"{start}Unresolved resource dependencies [{_listed(names)}] in the {section} block of the template"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
