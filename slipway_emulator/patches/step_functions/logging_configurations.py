"""The logging of a state machine has one destination, whose ARN ends with ``:*``, and defaults for level and data.

"destinations: Limited to size 1. Required, if your log level is not set to OFF":
https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html
"logGroupArn: The ARN must end with :*":
https://docs.aws.amazon.com/step-functions/latest/apireference/API_CloudWatchLogsLogGroup.html
https://github.com/hashicorp/terraform-provider-aws/pull/17683
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_logs.snapshot.json

MiniStack takes any number of destinations and any ARN, and has no default for a member.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.responses import error_response_json

_Json = dict[str, Any]
_DEFAULTS = {"level": "OFF", "includeExecutionData": False}
_NOT_ONE = "Invalid Logging Configuration: Must specify exactly one Log Destination."
_UNQUALIFIED = "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier."


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
        message = _fault(configuration.get("destinations") or [], configuration["level"])
        if message:
            return error_response_json("InvalidLoggingConfiguration", message, 400)
        return operation({**data, "loggingConfiguration": configuration})

    return operate


def _fault(destinations: list[_Json], level: str) -> str:
    if len(destinations) > 1 or (not destinations and level != "OFF"):
        return _NOT_ONE
    groups = [(destination.get("cloudWatchLogsLogGroup") or {}).get("logGroupArn", "") for destination in destinations]
    is_unqualified = any(arn.startswith("arn:") and not arn.endswith(":*") for arn in groups)
    return _UNQUALIFIED if is_unqualified and level != "OFF" else ""
