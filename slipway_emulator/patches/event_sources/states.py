"""The response to a change of an event source mapping has the state of the change, and the defaults of its source.

The state is Creating, Updating, Enabling or Disabling. A mapping of a stream has the limits for its records, and one of
a queue no result of the last processing, unless there is a problem:
https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/lambda_/event_source_mapping

MiniStack's response has the final state, and no defaults. Here the change is complete when the response arrives.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

_Json = dict[str, Any]
_DEFAULTS = {
    "BisectBatchOnFunctionError": False,
    "DestinationConfig": {"OnFailure": {}},
    "MaximumRecordAgeInSeconds": -1,
    "MaximumRetryAttempts": -1,
    "ParallelizationFactor": 1,
    "TumblingWindowInSeconds": 0,
}
_ACCEPTED = 202


def apply() -> None:
    """Wrap the description of a mapping, and the operations that change one."""
    describe, create, update = lambda_svc._esm_response, lambda_svc._create_esm, lambda_svc._update_esm

    @functools.wraps(describe)
    def describe_mapping(mapping: _Json) -> _Json:
        described: _Json = describe(mapping)
        if ":sqs:" in described.get("EventSourceArn", ""):
            if not str(described.get("LastProcessingResult", "")).startswith("PROBLEM"):
                described.pop("LastProcessingResult", None)
            return described
        set_members = {name: value for name, value in described.items() if value is not None}
        return {**_DEFAULTS, **set_members, "StateTransitionReason": "User action"}

    @functools.wraps(create)
    def create_mapping(request: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        return _in_state(create(request), lambda _: "Creating")

    @functools.wraps(update)
    def update_mapping(mapping_id: str, request: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        before = (lambda_svc._esms.get(mapping_id) or {}).get("State")
        return _in_state(update(mapping_id, request), lambda state: _transition(before, state))

    lambda_svc._esm_response = describe_mapping
    lambda_svc._create_esm, lambda_svc._update_esm = create_mapping, update_mapping


def _transition(before: str | None, after: str) -> str:
    if before == after:
        return "Updating"
    return "Enabling" if after == "Enabled" else "Disabling"


def _in_state(response: Any, state: Callable[[str], str]) -> Any:  # noqa: ANN401 - MiniStack's response
    _, headers, body = response
    found = json.loads(body)
    if "UUID" not in found:
        return response
    return _ACCEPTED, headers, json.dumps({**found, "State": state(found["State"])}).encode()
