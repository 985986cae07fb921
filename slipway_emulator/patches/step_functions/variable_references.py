"""The description of a state machine has the variables that each state refers to.

"variableReferences: A map of state name to a list of variables referenced by that state. States that do not reference
variables are not included":
https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_variable_references.snapshot.json

MiniStack has no such member.
"""

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

from ministack.services import stepfunctions

_Json = dict[str, Any]
_NAME = re.compile(r"(?<![\w$.])\$([A-Za-z_]\w*)(?!\w*\s*\()")
_LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
# What an expression names itself: `$a := 1`, and `function($a, $b)`.
_OWN = re.compile(r"\$(\w+)\s*:=")
_PARAMETERS = re.compile(r"function\s*\(([^)]*)\)")
_WITHIN = ("Iterator", "ItemProcessor", "Branches")


def apply() -> None:
    """Wrap the operation."""
    describe = stepfunctions._describe_state_machine

    @functools.wraps(describe)
    def describe_state_machine(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        status, headers, body = describe(data)
        if status != 200:
            return status, headers, body
        found = json.loads(body)
        try:
            definition = json.loads(found["definition"])
            references = dict(_of_machine(definition, definition.get("QueryLanguage")))
        except (AttributeError, TypeError, ValueError):  # no definition of states
            return status, headers, body
        if references:
            found["variableReferences"] = references
        return status, headers, json.dumps(found).encode()

    stepfunctions._describe_state_machine = describe_state_machine


def _of_machine(definition: _Json, language: str | None) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each state that refers to variables, also within maps and branches, and their names."""
    for name, state in definition.get("States", {}).items():
        used = state.get("QueryLanguage", language)
        own = {key: value for key, value in state.items() if key not in _WITHIN}
        find = _in_jsonata if used == "JSONata" else _in_paths
        if names := {found for found in find(own) if found != "states"}:
            yield name, sorted(names)
        for key in _WITHIN:
            inner = state.get(key) or []
            for machine in inner if isinstance(inner, list) else [inner]:
                yield from _of_machine(machine, used)


def _in_jsonata(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _in_jsonata(one)
    elif isinstance(value, str) and value.startswith("{%"):
        expression = _LITERAL.sub("''", value)
        own = set(_OWN.findall(expression))
        for parameters in _PARAMETERS.findall(expression):
            own |= set(_NAME.findall(parameters))
        yield from (name for name in _NAME.findall(expression) if name not in own)


def _in_paths(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _in_paths(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _in_paths(one, key)
    elif isinstance(value, str) and (key.endswith(("Path", ".$")) or key == "Variable"):
        yield from _NAME.findall(_LITERAL.sub("''", value))
