"""A template is refused whose names aren't alphanumeric, or that uses a condition that it doesn't declare.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
The messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_changesets.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/test_change_set_conditions.snapshot.json

MiniStack accepts such a template, and takes an unknown condition for false.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any

from ministack.services.cloudformation import engine

_SECTIONS = {"Parameters": "Parameter", "Resources": "Resource"}


def apply() -> None:
    """Wrap the check that needs only the template."""
    engine._validate_template_statics = _checking(engine._validate_template_statics)


def _checking(check: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    @functools.wraps(check)
    def check_template(template: dict[str, Any]) -> None:
        for section, noun in _SECTIONS.items():
            for name in template.get(section) or {}:
                if not (name.isascii() and name.isalnum()):
                    raise ValueError(f"Template format error: {noun} name {name} is non alphanumeric.")
        declared = template.get("Conditions") or {}
        for section in ("Resources", "Outputs"):
            for name in _conditions(template.get(section)):
                if name not in declared:
                    raise ValueError(f"Template error: unresolved condition dependency {name} in Fn::If")
        check(template)

    return check_template


def _conditions(value: object) -> Iterator[str]:
    """Yield the condition of each ``Fn::If`` that names one."""
    if isinstance(value, list):
        for item in value:
            yield from _conditions(item)
    elif isinstance(value, dict):
        choice = value.get("Fn::If")
        if isinstance(choice, list) and choice and isinstance(choice[0], str):
            yield choice[0]
        for item in value.values():
            yield from _conditions(item)
