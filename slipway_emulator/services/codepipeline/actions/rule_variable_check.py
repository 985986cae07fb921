"""The rule VariableCheck: compares the value of a variable.

https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-VariableCheck.html
"""

import re
from collections.abc import Callable

from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts

OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "CONTAINS": lambda variable, value: value in variable,
    "EQ": lambda variable, value: variable == value,
    "MATCHES": lambda variable, value: re.fullmatch(value, variable) is not None,
    "NE": lambda variable, value: variable != value,
}


def run(context: ActionContext) -> ActionResult:
    """Compare the variable with the value.

    Raises:
        ActionError: ``ConfigurationError``: the operator or the regular expression is invalid; ``JobFailed``: the
            comparison is false.
    """
    artifacts.reject_unknown_keys(context, "rule_variable_check")
    variable, operator, value = (context.configuration[name] for name in ("Variable", "Operator", "Value"))
    if operator not in OPERATORS:
        raise ActionError("ConfigurationError", f"Operator must be one of {', '.join(OPERATORS)}, not {operator}")
    try:
        is_met = OPERATORS[operator](variable, value)
    except re.error as error:
        raise ActionError("ConfigurationError", f"{value} isn't a regular expression: {error}") from error
    if not is_met:
        raise ActionError("JobFailed", f"The rule {context.action} isn't met: {variable} {operator} {value}")
    return ActionResult(summary=f"{variable} {operator} {value}")
