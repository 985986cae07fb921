"""A rule of Choice compares values of one type, with a path in place of either value.

``IsPresent`` is the only test of a path that finds nothing, and true for null. A boolean isn't numeric:
https://states-language.net/spec.html#choice-state
https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/choice_operators

MiniStack compares numbers and booleans only with paths, and takes null for what a path doesn't find.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.patches.step_functions.json_paths import VARIABLE, current, finds, of_variable, runtime_error

_Json = dict[str, Any]


def apply() -> None:
    """Wrap the evaluation of a rule."""
    stepfunctions._evaluate_rule = _with_presence(stepfunctions._evaluate_rule)


def _with_presence(evaluate_rule: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(evaluate_rule)
    def evaluate(rule: Mapping[str, Any], data: Any, context: _Json | None = None) -> bool:  # noqa: ANN401
        path = rule.get("Variable", "")
        if not path:
            return bool(evaluate_rule(rule, data, context))
        if path.startswith("$$"):
            is_present = finds(path[1:], context or {})
        else:
            match = VARIABLE.fullmatch(path)
            is_present = (not match or match[1] in (current.get() or {})) and finds(*of_variable(path, data))
        if "IsPresent" in rule:
            return bool(is_present == rule["IsPresent"])
        if not is_present:
            reason = "The choice state's condition path references an invalid value."
            raise runtime_error(f"Invalid path '{path}': {reason}")
        if "IsNumeric" in rule and isinstance(stepfunctions._resolve_path_or_ctx(path, data, context), bool):
            return not rule["IsNumeric"]
        compared = _with_values(rule, data, context)
        value = stepfunctions._resolve_path_or_ctx(path, data, context)
        if not all(_is_comparable(name, value, other) for name, other in compared.items()):
            return False
        return bool(evaluate_rule(compared, data, context))

    return evaluate


def _is_comparable(name: str, value: object, other: object) -> bool:
    """Return whether both sides of a comparison have its type. Other members of a rule always do."""
    if name.startswith("Boolean"):
        return isinstance(value, bool) and isinstance(other, bool)
    return not name.startswith("String") or (isinstance(value, str) and isinstance(other, str))


def _with_values(rule: Mapping[str, Any], data: Any, context: _Json | None) -> _Json:  # noqa: ANN401 - any JSON value
    """Return a rule with the values that a comparison, such as ``StringLessThanPath``, has the path of."""
    return {
        name.removesuffix("Path"): stepfunctions._resolve_path_or_ctx(value, data, context)
        if name.endswith("Path")
        else value
        for name, value in rule.items()
    }
