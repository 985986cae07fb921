"""Wait fails for a number of seconds at SecondsPath that isn't a whole number, or is negative.

"SecondsPath: A path in the states input data to an integer value that specifies the time, in seconds, to wait before
proceeding to the next state":
https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
The causes are recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/base/test_wait.snapshot.json

MiniStack waits for a part of a second, and not at all for a negative number.
"""

import functools
import json
from typing import Any

from ministack.services import stepfunctions

_Json = dict[str, Any]


def apply() -> None:
    """Wrap what runs Wait."""
    execute = stepfunctions._execute_wait

    @functools.wraps(execute)
    def execute_wait(state: _Json, raw_input: Any, context: _Json | None = None) -> Any:  # noqa: ANN401 - JSON
        if path := state.get("SecondsPath"):
            effective = stepfunctions._apply_input_path(state, raw_input, context)
            _check(stepfunctions._resolve_path_or_ctx(path, effective, context), path)
        return execute(state, raw_input, context)

    stepfunctions._execute_wait = execute_wait


def _check(seconds: object, path: str) -> None:
    reason = ""
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        reason = "cannot be parsed as a long value"
    elif seconds < 0:
        reason = "references a negative value"
    if reason:
        cause = f"The SecondsPath parameter {reason}: {path} == {json.dumps(seconds)}"
        raise stepfunctions._ExecutionError("States.Runtime", cause)
