"""A template is refused that has an unknown section, attribute or function, no resources, or one without a type.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
https://repost.aws/knowledge-center/cloudformation-template-validation
The messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_validations.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_templates.snapshot.json
The message for a function is in https://github.com/aws/aws-cli/pull/2746; the list in it is today's:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
A template with a transform is checked when its macros have run, because a macro may change everything.

MiniStack ignores what it doesn't know, and creates a stack without resources.
"""

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

from ministack.services.cloudformation import engine

_Json = dict[str, Any]
_SECTIONS = frozenset(
    [
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Hooks",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
        "Transform",
    ]
)
_RESOURCE_ATTRIBUTES = frozenset(
    [
        "Condition",
        "CreationPolicy",
        "DeletionPolicy",
        "DependsOn",
        "Description",
        "Metadata",
        "Properties",
        "Type",
        "UpdatePolicy",
        "UpdateReplacePolicy",
        "Version",
    ]
)
_PARAMETER_ATTRIBUTES = frozenset(
    [
        "AllowedPattern",
        "AllowedValues",
        "ConstraintDescription",
        "Default",
        "Description",
        "MaxLength",
        "MaxValue",
        "MinLength",
        "MinValue",
        "NoEcho",
        "Type",
    ]
)
_FUNCTIONS = [
    "Fn::Base64",
    "Fn::GetAtt",
    "Fn::GetAZs",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Split",
    "Fn::FindInMap",
    "Fn::Select",
    "Fn::Equals",
    "Fn::If",
    "Fn::Not",
    "Fn::And",
    "Fn::Or",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
    "Fn::RefAll",
    "Fn::Sub",
    "Fn::Cidr",
    "Fn::Transform",
    "Fn::Length",
    "Fn::ToJsonString",
]
_PARAMETER_TYPE = re.compile(r"String|Number|CommaDelimitedList|List<(String|Number|AWS::.+)>|AWS::.+")


def apply() -> None:
    """Wrap the check that needs only the template."""
    engine._validate_template_statics = _checking(engine._validate_template_statics)


def _checking(check: Callable[[_Json], None]) -> Callable[[_Json], None]:
    @functools.wraps(check)
    def check_template(template: _Json) -> None:
        if not template.get("Transform"):
            for fault in _faults(template):
                raise ValueError(fault)
        check(template)

    return check_template


def _faults(template: _Json) -> Iterator[str]:
    if unknown := sorted(template.keys() - _SECTIONS):
        yield f"Invalid template property or properties [{', '.join(unknown)}]"
    for parameter in (template.get("Parameters") or {}).values():
        yield from _parameter_faults(parameter)
    if not template.get("Resources"):
        yield "Template format error: At least one Resources member must be defined."
    for name, resource in template["Resources"].items():
        yield from _resource_faults(name, resource)
    for output in (template.get("Outputs") or {}).values():
        if not isinstance(output, dict) or "Value" not in output:
            yield "Template format error: Every Outputs member must contain a Value object"
    for function in _functions([resource.get("Properties") for resource in template["Resources"].values()]):
        if function not in _FUNCTIONS:
            supported = ", ".join(_FUNCTIONS)
            yield f"Template Error: Encountered unsupported function: {function} Supported functions are: [{supported}]"


def _parameter_faults(parameter: _Json) -> Iterator[str]:
    for unknown in sorted(parameter.keys() - _PARAMETER_ATTRIBUTES):
        yield f"Invalid template parameter property '{unknown}'"
    if not _PARAMETER_TYPE.fullmatch(str(parameter.get("Type", "String"))):
        yield f"Template format error: Unrecognized parameter type: {parameter['Type']}"


def _resource_faults(name: str, resource: object) -> Iterator[str]:
    if not isinstance(resource, dict):
        yield "Template format error: Any Resources member must be an object."
        return
    if not resource.get("Type"):
        yield f"Template format error: [/Resources/{name}] Every Resources object must contain a Type member."
    for unknown in sorted(resource.keys() - _RESOURCE_ATTRIBUTES):
        yield f"Invalid template resource property '{unknown}'"


def _functions(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _functions(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if str(name).startswith("Fn::"):
                yield name
            yield from _functions(item)
