"""The times of a task may be the values that a path or an expression leads to.

"TimeoutSecondsPath: If you want to provide a timeout value dynamically from the state input using a reference path";
the same with HeartbeatSecondsPath, and with an expression of JSONata in place of a number:
https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html

MiniStack ignores both paths, and fails at an expression.
"""

import functools
from typing import Any

from ministack.services import stepfunctions

_Json = dict[str, Any]
_NAMES = ("TimeoutSeconds", "HeartbeatSeconds")


def apply() -> None:
    """Wrap what runs a task."""
    execute = stepfunctions._execute_task

    @functools.wraps(execute)
    def execute_task(state: _Json, raw_input: Any, execution: _Json, context: _Json) -> Any:  # noqa: ANN401 - JSON
        return execute({**state, **_times(state, raw_input, context)}, raw_input, execution, context)

    stepfunctions._execute_task = execute_task


def _times(state: _Json, raw_input: Any, context: _Json) -> _Json:  # noqa: ANN401 - JSON
    times: _Json = {}
    is_jsonata = stepfunctions._state_query_language(state, context) == "JSONata"
    for name in _NAMES:
        if is_jsonata and isinstance(state.get(name), str):
            times[name] = stepfunctions._jsonata_state_field(state, name, "number", raw_input, context)
        elif path := state.get(f"{name}Path"):
            times[name] = stepfunctions._resolve_path_or_ctx(path, raw_input, context)
    return times
