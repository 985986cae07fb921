"""Checks a CloudFormation template: what it refers to must be in it, and the local AWS has no macros.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml  # type: ignore[import-untyped]  # PyYAML has no type hints

from slipway_emulator.services.codepipeline.action import ActionError

# ${Name} and ${Name.Attribute} in Fn::Sub; ${!Literal} is text.
_REFERENCE = re.compile(r"\$\{([^!}][^}]*)\}")


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no type hints
    """Reads CloudFormation's short functions as the long ones: ``!Sub a`` is ``{"Fn::Sub": "a"}``."""


def _function(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    match node:
        case yaml.ScalarNode():
            value = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case _:
            value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Condition", "Ref") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _function)


def parameters(template: bytes) -> set[str]:
    """Return the names of the parameters that a template declares.

    Raises:
        ActionError: ``ConfigurationError``: it isn't a template, uses a transform, or refers to what it doesn't have.
    """
    try:
        content = yaml.load(template, _Loader)  # noqa: S506 - a subclass of SafeLoader
    except (yaml.YAMLError, RecursionError) as error:
        raise _error(f"The template isn't YAML or JSON: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("Resources"), dict):
        raise _error("Template format error: At least one Resources member must be defined.")
    if transforms := list(_transforms(content)):
        raise _error(
            f"The local AWS doesn't support the transform {', '.join(transforms)}: write the resources that it makes "
            "into the template"
        )
    declared = set(content.get("Parameters") or {})
    _check_references(content, declared | set(content["Resources"]))
    return declared


def _check_references(content: dict[str, Any], known: set[str]) -> None:
    for block in ("Resources", "Outputs"):
        if unknown := sorted({name for name in _references(content.get(block)) if name not in known}):
            missing = f"Unresolved resource dependencies [{', '.join(unknown)}]"
            raise _error(f"Template format error: {missing} in the {block} block of the template")


def _transforms(content: dict[str, Any]) -> Iterator[str]:
    declared = content.get("Transform") or []
    for each in declared if isinstance(declared, list) else [declared]:
        yield str(each.get("Name")) if isinstance(each, dict) else str(each)
    yield from (str(value.get("Name")) for key, value in _functions(content) if key == "Fn::Transform")


def _functions(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any JSON value
    """Yield each function of a part of a template, and its argument."""
    if isinstance(value, dict):
        if len(value) == 1:
            yield from value.items()
        for inner in value.values():
            yield from _functions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _functions(inner)


def _references(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Yield the names of the resources and parameters that a part of a template refers to."""
    for function, argument in _functions(value):
        match function, argument:
            case "Ref", str(name):
                names = [name]
            case "Fn::GetAtt", str(text):
                names = [text]
            case "Fn::GetAtt", [str(name), *_]:
                names = [name]
            case "Fn::Sub", str(text):
                names = _REFERENCE.findall(text)
            case "Fn::Sub", [str(text), dict(own)]:
                names = [name for name in _REFERENCE.findall(text) if name not in own]
            case _:
                names = []
        yield from (name.partition(".")[0] for name in names if not name.startswith("AWS::"))


def _error(message: str) -> ActionError:
    return ActionError("ConfigurationError", message)
