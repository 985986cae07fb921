"""The logging of a state machine has one destination, and a level and the choice of the data by default.

"destinations: Limited to size 1. Required, if your log level is not set to OFF":
https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_logs.snapshot.json

MiniStack takes any number of destinations, and has no default for a member.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import stepfunctions

_Json = dict[str, Any]
_DEFAULTS = {"level": "OFF", "includeExecutionData": False}
_MESSAGE = "Invalid Logging Configuration: Must specify exactly one Log Destination."


def apply() -> None:
    """Wrap the creation and the update of a state machine."""
    stepfunctions._create_state_machine = _checked(stepfunctions._create_state_machine)
    stepfunctions._update_state_machine = _checked(stepfunctions._update_state_machine)


def _checked(operation: Callable[[_Json], Any]) -> Callable[[_Json], Any]:
    @functools.wraps(operation)
    def operate(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        configuration = data.get("loggingConfiguration")
        if configuration is None:
            return operation(data)
        configuration = {**_DEFAULTS, **configuration}
        count = len(configuration.get("destinations") or [])
        if count > 1 or (count == 0 and configuration["level"] != "OFF"):
            return error_response_json("InvalidLoggingConfiguration", _MESSAGE, 400)
        return operation({**data, "loggingConfiguration": configuration})

    return operate
