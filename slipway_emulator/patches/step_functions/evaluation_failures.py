"""An expression of JSONata that fails is named in the history with its state and its field, and in the error.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_EvaluationFailedEventDetails.html
https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/assign/test_assign_reference_variables.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/scenarios/test_base_scenarios.snapshot.json

MiniStack adds no event, and its error has neither the state nor the field.
"""

import contextvars
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.patches.step_functions.history import entered, previous

_Json = dict[str, Any]
_Evaluate = Callable[..., Any]
_ERROR = "States.QueryEvaluationError"
_UNDEFINED = "JSONata expression did not return a result: "
_UNNAMED = "The JSONata expression specified for"
# The path of the field that is evaluated, e.g. `Output/name`.
_field: contextvars.ContextVar[str] = contextvars.ContextVar("field", default="")


def apply() -> None:
    """Wrap what evaluates a field, and replace what evaluates the expressions within a value."""
    stepfunctions._apply_jsonata_output = _of("Output", stepfunctions._apply_jsonata_output)
    stepfunctions._apply_jsonata_arguments = _of("Arguments", stepfunctions._apply_jsonata_arguments)
    stepfunctions._apply_state_assign = _assigning(stepfunctions._apply_state_assign)
    stepfunctions._apply_jsonata_template = _evaluated
    evaluate_field = stepfunctions._jsonata_state_field

    @functools.wraps(evaluate_field)
    def state_field(state: _Json, field: str, *arguments: Any) -> Any:  # noqa: ANN401 - JSON
        with _failing_at(field, state[field]):
            return evaluate_field(state, field, *arguments)

    stepfunctions._jsonata_state_field = state_field


def _of(field: str, evaluate: _Evaluate) -> _Evaluate:
    @functools.wraps(evaluate)
    def evaluate_field(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - MiniStack's
        with _failing_at(field):
            return evaluate(*arguments, **options)

    return evaluate_field


def _assigning(assign: _Evaluate) -> _Evaluate:
    """Evaluate all expressions of ``Assign`` with the variables as they were before the state."""

    @functools.wraps(assign)
    def apply_state_assign(state: _Json, raw_input: Any, context: _Json | None, **options: Any) -> None:  # noqa: ANN401
        is_used = context is not None and stepfunctions._state_query_language(state, context) == "JSONata"
        if is_used and isinstance(state.get("Assign"), dict):
            with _failing_at("Assign"):
                state = {**state, "Assign": _evaluated(state["Assign"], raw_input, context, **options)}
        assign(state, raw_input, context, **options)

    return apply_state_assign


@contextmanager
def _failing_at(field: str, value: object = None) -> Iterator[None]:
    """Record a failure within a field, which may be an expression that the error doesn't have."""
    token = _field.set(field)
    try:
        yield
    except stepfunctions._ExecutionError as error:
        if isinstance(value, str):
            error.cause = error.cause.replace(_UNNAMED, f"The JSONata expression '{_text(value)}' specified for", 1)
        record_failure(error, field)
        raise
    finally:
        _field.reset(token)


def record_failure(error: Any, field: str = "") -> None:  # noqa: ANN401 - MiniStack's error
    """Add the event of the failure of an expression, and name the state in the error.

    Args:
        error: error of the execution; another than that of an expression is left as it is.
        field: field that has failed, unless the error has a path within it; empty for the input.
    """
    state = entered.get()
    if error.error != _ERROR or not state:
        return
    execution, event = state
    name, path = event["stateEnteredEventDetails"]["name"], vars(error).get("field", field)
    place = f"An error occurred while executing the state '{name}' (entered at the event id #{event['id']})."
    error.cause = f"{place} {error.cause}"
    details = {"error": error.error, "cause": error.cause, "state": name, **({"location": path} if path else {})}
    previous.set(event["previousEventId"])
    stepfunctions._add_event(execution, "EvaluationFailed", {"evaluationFailedEventDetails": details})


def _evaluated(
    value: Any,  # noqa: ANN401 - JSON
    raw_input: Any,  # noqa: ANN401 - JSON
    context: _Json | None = None,
    result: Any = None,  # noqa: ANN401 - JSON
    error_output: Any = None,  # noqa: ANN401 - JSON
) -> Any:  # noqa: ANN401 - JSON
    """Return a value in which each expression is evaluated."""
    rest = raw_input, context, result, error_output
    if isinstance(value, dict):
        return {key: _within(key, each, rest) for key, each in value.items()}
    if isinstance(value, list):
        return [_within(str(number), each, rest) for number, each in enumerate(value)]
    if not (isinstance(value, str) and value.startswith("{%") and value.endswith("%}")):
        return value
    try:
        return stepfunctions._evaluate_jsonata(_text(value), *rest)
    except stepfunctions._ExecutionError as error:
        vars(error)["field"] = field = _field.get()
        if error.cause.startswith(_UNDEFINED):
            subject = f"The JSONata expression '{_text(value)}' specified for the field '{field}'"
            error.cause = f"{subject} returned nothing (undefined)."
        raise


def _within(key: str, value: object, rest: tuple[Any, ...]) -> Any:  # noqa: ANN401 - JSON
    token = _field.set(f"{_field.get()}/{key}")
    try:
        return _evaluated(value, *rest)
    finally:
        _field.reset(token)


def _text(value: str) -> str:
    return value.removeprefix("{%").removesuffix("%}").strip()
