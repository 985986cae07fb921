"""A state or a task whose result is larger than 256 KiB fails.

"States.DataLimitExceeded: A States.DataLimitExceeded exception will be thrown for the following: When the output of a
connector is larger than payload size quota. When the output of a state is larger than payload size quota":
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"Maximum input or output size for a task, state, or execution: 256 KiB of data as a UTF-8 encoded string":
https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
The cause is recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/error_handling/test_states_errors.snapshot.json

MiniStack has no limit. Checked are the results of tasks and of Pass.
"""

import functools
import json
import re
from typing import Any

from ministack.services import stepfunctions

_Json = dict[str, Any]
_LIMIT = 256 * 1024  # bytes
_INTEGRATION = re.compile(r"arn:[^:]+:states:::((?:aws-sdk:)?[^:]+):.+")


def apply() -> None:
    """Wrap the call of a task, and what runs Pass."""
    invoke, execute = stepfunctions._invoke_resource, stepfunctions._execute_pass

    @functools.wraps(invoke)
    def invoke_resource(resource: str, arguments: Any) -> Any:  # noqa: ANN401 - JSON
        result = invoke(resource, arguments)
        integration = _INTEGRATION.match(resource)
        _check(result, integration[1] if integration else resource)
        return result

    @functools.wraps(execute)
    def execute_pass(state: _Json, raw_input: Any, context: _Json | None = None) -> Any:  # noqa: ANN401 - JSON
        output, following = execute(state, raw_input, context)
        _check(output, ((context or {}).get("State") or {}).get("Name", ""))
        return output, following

    stepfunctions._invoke_resource, stepfunctions._execute_pass = invoke_resource, execute_pass


def _check(result: object, name: str) -> None:
    if len(json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()) > _LIMIT:
        exceeding = "returned a result with a size exceeding the maximum number of bytes service limit."
        raise stepfunctions._ExecutionError("States.DataLimitExceeded", f"The state/task '{name}' {exceeding}")
