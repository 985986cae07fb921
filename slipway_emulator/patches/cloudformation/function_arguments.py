"""A template is refused that has a null, a function with other arguments than it takes, or an unknown condition.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
The messages of nulls and of Fn::Equals were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_validations.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/engine/test_conditions.snapshot.json
That of conditions which refer to each other is not AWS's.

MiniStack takes a null for the text None, answers 500 to wrong arguments of a condition, and rolls a stack back after
wrong arguments of a property.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any

from ministack.services.cloudformation import changesets, engine, handlers

_Json = dict[str, Any]
_TWO = "requires two parameters, (1) a string delimiter and (2) a"
_MESSAGES = {
    "Fn::And": "every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.",
    "Fn::Equals": "every Fn::Equals object requires a list of 2 string parameters.",
    "Fn::FindInMap": (
        "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value"
    ),
    "Fn::If": "Fn::If requires a list argument with the first element being a condition",
    "Fn::Join": (
        f"every Fn::Join object {_TWO} list of strings to be joined or a function that returns a list of strings "
        "(such as Fn::GetAZs) to be joined."
    ),
    "Fn::Not": "every Fn::Not object requires one boolean parameter.",
    "Fn::Or": "every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.",
    "Fn::Select": "Fn::Select requires a list argument with two elements: an integer index and a list",
    "Fn::Split": (f"every Fn::Split object {_TWO} string to be split or a function that returns a string to be split."),
}
# The least and the largest number of arguments; a fourth one of Fn::FindInMap has the default value.
_COUNTS = {
    "Fn::And": (2, 10),
    "Fn::Equals": (2, 2),
    "Fn::FindInMap": (3, 4),
    "Fn::If": (3, 3),
    "Fn::Join": (2, 2),
    "Fn::Not": (1, 1),
    "Fn::Or": (2, 10),
    "Fn::Select": (2, 2),
    "Fn::Split": (2, 2),
}


def apply() -> None:
    """Wrap the function that finds the parameters, which comes first, and the check that needs only the template."""
    engine._resolve_parameters = _checking(engine._resolve_parameters)
    handlers._resolve_parameters = _checking(handlers._resolve_parameters)
    changesets._resolve_parameters = _checking(changesets._resolve_parameters)
    check = engine._validate_template_statics

    @functools.wraps(check)
    def check_template(template: _Json) -> None:
        _raise_first(template)
        check(template)

    engine._validate_template_statics = check_template


def _checking(resolve: Callable[..., _Json]) -> Callable[..., _Json]:
    @functools.wraps(resolve)
    def resolve_parameters(template: _Json, *arguments: object) -> _Json:
        _raise_first(template)
        return resolve(template, *arguments)

    return resolve_parameters


def _raise_first(template: _Json) -> None:
    """Check a template.

    Raises:
        ValueError: it isn't valid; the message is the first fault.
    """
    if not template.get("Transform"):  # a macro may change everything
        for fault in _faults(template):
            raise ValueError(fault)


def _faults(template: _Json) -> Iterator[str]:
    for path in _nulls(template, ""):
        yield f"[{path}] 'null' values are not allowed in templates"
    sections = [template.get(name) for name in ("Conditions", "Resources", "Outputs")]
    for function, argument in _calls(sections):
        if not _fits(function, argument):
            yield f"Template error: {_MESSAGES[function]}"
    conditions = template.get("Conditions")
    if isinstance(conditions, dict):
        yield from _condition_faults(conditions, template.get("Outputs"))


def _condition_faults(conditions: _Json, outputs: object) -> Iterator[str]:
    named = {name: set(_conditions(value)) for name, value in conditions.items()}
    for name in sorted(set().union(*named.values()) - conditions.keys()):
        yield _unresolved(name, "Conditions")
    for output in outputs.values() if isinstance(outputs, dict) else ():
        name = output.get("Condition", "") if isinstance(output, dict) else ""
        if name and name not in conditions:
            yield _unresolved(name, "Outputs")
    while ready := [name for name, needed in named.items() if not needed & named.keys()]:
        for name in ready:
            del named[name]
    if named:
        yield f"Template error: the conditions [{', '.join(sorted(named))}] refer to each other"


def _unresolved(name: str, section: str) -> str:
    return f"Template format error: Unresolved condition dependency {name} in the {section} block of the template"


def _nulls(value: object, path: str) -> Iterator[str]:
    """Yield the paths of nulls."""
    if value is None:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        yield from _nulls(item, f"{path}/{name}")


def _calls(value: object) -> Iterator[tuple[str, Any]]:
    """Yield the functions that a value calls, each with its argument."""
    if isinstance(value, dict):
        yield from ((name, argument) for name, argument in value.items() if name in _COUNTS)
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in items:
        yield from _calls(item)


def _fits(function: str, argument: object) -> bool:
    least, largest = _COUNTS[function]
    if not isinstance(argument, list) or not least <= len(argument) <= largest:
        return False
    if function == "Fn::If":
        return isinstance(argument[0], str)
    if function in ("Fn::Join", "Fn::Split"):
        return isinstance(argument[0], str) and (function == "Fn::Split" or isinstance(argument[1], list | dict))
    if function == "Fn::Select":
        return isinstance(argument[0], dict) or str(argument[0]).isdecimal()
    return True


def _conditions(value: object) -> Iterator[str]:
    """Yield the conditions that a condition refers to."""
    if isinstance(value, dict) and isinstance(value.get("Condition"), str):
        yield value["Condition"]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in items:
        yield from _conditions(item)
