"""What AWS checks of a request beyond the model of its service."""

from collections.abc import Callable, Mapping
from typing import Any

from slipway_emulator.validation import (
    events,
    functions,
    metrics,
    parameters,
    policies,
    queues,
    rest_apis,
    sessions,
    state_machines,
    topics,
)

_Rule = Callable[[Mapping[str, Any]], None]

# By the service and the operation. An operation may have a rule in several of them.
_RULES: tuple[Mapping[tuple[str, str], _Rule], ...] = (
    events.RULES,
    metrics.RULES,
    parameters.RULES,
    policies.RULES,
    rest_apis.RULES,
    sessions.RULES,
    state_machines.RULES,
)


def check(service: str, operation: str, values: Mapping[str, Any], region: str) -> None:
    """Check the input of an operation.

    Args:
        service: boto3's name.
        operation: its name.
        values: the input.
        region: region of the request.

    Raises:
        ServiceError: AWS refuses it.
    """
    if service == "lambda":
        functions.check(operation, values, region)
    if service == "sns":
        topics.RULES.get(operation, lambda _: None)(values)
    if service == "sqs":
        queues.check(operation, values)
    for rules in _RULES:
        if rule := rules.get((service, operation)):
            rule(values)
