"""In an expression, `$states` has the members that AWS gives it, and its context nothing of the local AWS.

"$states.result: API or sub-workflow's result (if successful). $states.errorOutput: Error Output (only available in a
Catch)"; `$states.context` is the context object:
https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_state/test_state_configuration.snapshot.json

MiniStack's `errorOutput` is null without an error, its `result` null with one, and its context has the query language
and the variables. The result of a state without one is still null.
"""

from typing import Any

from ministack.services import stepfunctions

_Json = dict[str, Any]
_INTERNAL = ("QueryLanguage", "variables")
_ERROR = "States.QueryEvaluationError"
_LIMIT = 1000  # milliseconds


def apply() -> None:
    """Replace the evaluation of an expression."""
    stepfunctions._evaluate_jsonata = _evaluate


def _evaluate(
    expression: str,
    raw_input: Any,  # noqa: ANN401 - JSON
    ctx: _Json | None = None,
    result: Any = None,  # noqa: ANN401 - JSON
    error_output: Any = None,  # noqa: ANN401 - JSON
) -> Any:  # noqa: ANN401 - JSON
    context, jsonata = ctx or {}, stepfunctions.jsonata
    outcome = {"result": result} if error_output is None else {"errorOutput": error_output}
    shown = {name: value for name, value in context.items() if name not in _INTERNAL}
    null = jsonata.utils.Utils.NULL_VALUE
    variables = {name: null if value is None else value for name, value in context.get("variables", {}).items()}
    bindings = {**variables, "states": {"input": raw_input, **outcome, "context": shown}}
    try:
        parsed = jsonata.Jsonata.jsonata(expression, timeout=_LIMIT)
        stepfunctions._register_sfn_jsonata_functions(parsed)
        value = parsed.evaluate(None, bindings)
    except stepfunctions._ExecutionError:
        raise
    except Exception as error:
        code = getattr(error, "error", None)  # e.g. T2010, which the message doesn't have
        message = f"{code}: {error}" if isinstance(code, str) and code else str(error)
        raise stepfunctions._ExecutionError(_ERROR, message) from error
    if value is None and not stepfunctions._jsonata_result_defined(expression, bindings):
        raise stepfunctions._ExecutionError(_ERROR, f"JSONata expression did not return a result: {expression}")
    return value
