"""A JSONPath that finds nothing fails the execution, and ``Assign`` sets variables in states that use JSONPath.

The error is ``States.Runtime``, which ``States.ALL`` doesn't catch:
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation
https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2

MiniStack takes null for the value of such a path, and has variables for JSONata only.
"""

import contextvars
import functools
import json
import re
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.patches.step_functions.history import record_assigned

_State = dict[str, Any]
_Run = Callable[..., Any]
VARIABLE = re.compile(r"\$([A-Za-z_]\w*)(.*)", re.DOTALL)
# The variables of the execution that runs.
current: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("variables", default=None)
_FAILED_STATE = "An error occurred while executing the state '{name}' (entered at the event id #{id}). "
_PREFIXES = ("The JSONPath ", "Invalid path ", "The SecondsPath ", "The activity ")


def apply() -> None:
    """Wrap what resolves a path, what runs a state, and the failure of an execution."""
    stepfunctions._resolve_path = _strict(stepfunctions._resolve_path)
    stepfunctions._resolve_params_obj = _naming_fields(stepfunctions._resolve_params_obj)
    stepfunctions._apply_result_selector = _assigning_result(stepfunctions._apply_result_selector)
    stepfunctions._execute_pass = _with_variables(stepfunctions._execute_pass, 2)
    stepfunctions._execute_choice = _with_variables(_assigning_input(stepfunctions._execute_choice), 2)
    stepfunctions._execute_wait = _with_variables(_assigning_input(stepfunctions._execute_wait), 2)
    stepfunctions._execute_task = _with_variables(stepfunctions._execute_task, 3)
    stepfunctions._execute_parallel = _with_variables(stepfunctions._execute_parallel, 3)
    stepfunctions._execute_map = _with_variables(stepfunctions._execute_map, 3)
    stepfunctions._error_matches = _without_runtime_errors(stepfunctions._error_matches)
    stepfunctions._fail_execution = _naming_state(stepfunctions._fail_execution)
    stepfunctions._fail_state_field = _of_fail_state(stepfunctions._fail_state_field)


def _strict(resolve: _Run) -> _Run:
    @functools.wraps(resolve)
    def find(path: str, data: Any) -> Any:  # noqa: ANN401 - any JSON value
        path, data = of_variable(path, data)
        if path.startswith("$") and not finds(path, data):
            raise runtime_error(f"Invalid path '{path}' : No results for path: {_canonical(path)}")
        return resolve(path, data)

    return find


def of_variable(path: str, data: Any) -> tuple[str, Any]:  # noqa: ANN401 - any JSON value
    """Return the path within a variable and its value, or the arguments if the path begins with no variable."""
    match = VARIABLE.fullmatch(path)
    if match is None:
        return path, data
    variables = current.get() or {}
    if match[1] not in variables:
        raise runtime_error(f"Invalid path '{path}' : The variable '${match[1]}' is not defined")
    return f"${match[2]}", variables[match[1]]


def finds(path: str, data: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether a path leads to a value. One with a wildcard leads to a list, which may be empty."""
    if path == "$":
        return True
    tokens = stepfunctions._parse_jsonpath_tokens(path)
    if tokens is None:
        raise runtime_error(
            f"Invalid path '{path}' : The local AWS supports no filters, slices and functions in a path"
        )
    for kind, key in tokens:
        if kind == "wildcard":
            return True
        is_key = kind == "field" and isinstance(data, dict) and key in data
        if not (is_key or (kind == "index" and isinstance(data, list) and key < len(data))):
            return False
        data = data[key]
    return True


def _canonical(path: str) -> str:
    """Return a path with brackets in place of dots, as AWS's messages show it."""
    tokens = stepfunctions._parse_jsonpath_tokens(path) or []
    shown = {"wildcard": "*"}
    return "$" + "".join(f"[{shown.get(kind) or (repr(key) if kind == 'field' else key)}]" for kind, key in tokens)


def _naming_fields(resolve_template: _Run) -> _Run:
    @functools.wraps(resolve_template)
    def resolve(template: Any, data: Any, context: _State | None = None) -> Any:  # noqa: ANN401 - any JSON value
        for field, path in template.items() if isinstance(template, dict) else ():
            if field.endswith(".$") and isinstance(path, str) and path.startswith("$"):
                whole = (path[1:], context or {}) if path.startswith("$$") else of_variable(path, data)
                if not finds(*whole):
                    shown = json.dumps(data, separators=(",", ":"))
                    message = f"The JSONPath '{path}' specified for the field '{field}' could not be found in the input"
                    raise runtime_error(f"{message} '{shown}'")
        return resolve_template(template, data, context)

    return resolve


def _with_variables(run: _Run, place: int) -> _Run:
    """Make the variables of the execution known while a state runs; its context is the argument at this place."""

    @functools.wraps(run)
    def run_state(*arguments: Any) -> Any:  # noqa: ANN401 - MiniStack's
        context = arguments[place] if len(arguments) > place else None
        token = current.set(context.setdefault("variables", {}) if context else {})
        try:
            return run(*arguments)
        finally:
            current.reset(token)

    return run_state


def _assigning_result(select: _Run) -> _Run:
    """Set the variables of a Pass, Task, Parallel or Map state from its result."""

    @functools.wraps(select)
    def apply_selector(state: _State, result: Any) -> Any:  # noqa: ANN401 - any JSON value
        selected = select(state, result)
        _assign(state, result)
        return selected

    return apply_selector


def _assigning_input(run: _Run) -> _Run:
    """Set the variables of a Choice or Wait state from its input."""

    @functools.wraps(run)
    def run_state(state: _State, raw_input: Any, context: _State | None = None) -> Any:  # noqa: ANN401
        output = run(state, raw_input, context)
        if stepfunctions._state_query_language(state, context) != "JSONata":
            effective = stepfunctions._apply_input_path(state, raw_input, context)
            rules = [rule for rule in state.get("Choices", []) if rule.get("Next") == output[1] and "Assign" in rule]
            chosen = next((rule for rule in rules if stepfunctions._evaluate_rule(rule, effective, context)), state)
            _assign(chosen, effective)
        return output

    return run_state


def _assign(holder: _State, data: Any) -> None:  # noqa: ANN401 - any JSON value
    """Evaluate all expressions of ``Assign`` with the variables as they were before the state."""
    variables = current.get()
    if variables is not None and isinstance(holder.get("Assign"), dict):
        assigned = stepfunctions._resolve_params_obj(holder["Assign"], data)
        record_assigned(assigned)
        variables.update(assigned)


def _without_runtime_errors(matches: _Run) -> _Run:
    @functools.wraps(matches)
    def error_matches(names: list[str], error: str) -> bool:
        return error != "States.Runtime" and bool(matches(names, error))

    return error_matches


def _of_fail_state(select: _Run) -> _Run:
    """Name the field whose path finds nothing; a Fail state without an error has none."""

    @functools.wraps(select)
    def select_field(state: _State, field: str, default: str, raw_input: Any, context: _State | None) -> Any:  # noqa: ANN401
        del default
        path = state.get(f"{field}Path") or ""
        if path.startswith("$") and not path.startswith("$$") and not finds(*of_variable(path, raw_input)):
            shown = json.dumps(raw_input, separators=(",", ":"))
            message = f"The JSONPath '{path}' specified for the field '{field}Path' could not be found in the input"
            raise runtime_error(f"{message} '{shown}'")
        return select(state, field, "", raw_input, context)

    return select_field


def _naming_state(fail: _Run) -> _Run:
    @functools.wraps(fail)
    def fail_execution(execution: _State, error: str, cause: str) -> Any:  # noqa: ANN401 - MiniStack's
        entered = [event for event in execution["events"] if event["type"].endswith("StateEntered")]
        if entered and error == "States.Runtime" and cause.startswith(_PREFIXES):
            name = entered[-1]["stateEnteredEventDetails"]["name"]
            cause = _FAILED_STATE.format(name=name, id=entered[-1]["id"]) + cause
        return fail(execution, error, cause)

    return fail_execution


def runtime_error(message: str) -> Exception:
    """Return the error of an execution that no catcher catches."""
    error: Exception = stepfunctions._ExecutionError("States.Runtime", message)
    return error
