"""The grants that AWS uses after a failure only: to send on what a function couldn't process."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Failures = Mapping[str, Mapping[str, str]]
"""ARN of a role -> ARN of a queue, topic, function or event bus -> the reason why only a failure needs it."""

ACTIONS = {
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "lambda": "lambda:InvokeFunction",
    "events": "events:PutEvents",
}
"""Service of the ARN -> what AWS does there. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"""


def read(client: Callable[[str], Any]) -> dict[str, dict[str, str]]:
    """Return where the functions' and the schedules' settings send failures, by the role that AWS does it with.

    Args:
        client: returns boto3's client of a service.
    """
    found: dict[str, dict[str, str]] = {}
    for role, destination, failure in (*_of_functions(client("lambda")), *_of_schedules(client("scheduler"))):
        found.setdefault(role, {}).setdefault(destination, f"AWS uses it only if {failure}")
    return found


def _of_functions(functions: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - boto3's
    known = {each["FunctionName"]: each for each in _all(functions, "list_functions", "Functions")}
    for name, each in known.items():
        if destination := each.get("DeadLetterConfig", {}).get("TargetArn"):
            yield each["Role"], destination, f"the function {name} can't process an event"
        for config in _all(
            functions, "list_function_event_invoke_configs", "FunctionEventInvokeConfigs", FunctionName=name
        ):
            if destination := _on_failure(config):
                yield each["Role"], destination, f"the function {name} can't process an event"
    for mapping in _all(functions, "list_event_source_mappings", "EventSourceMappings"):
        name = mapping["FunctionArn"].split(":")[6]
        if name in known and (destination := _on_failure(mapping)):
            yield known[name]["Role"], destination, f"the function {name} can't process a record"


def _of_schedules(scheduler: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - boto3's
    for each in _all(scheduler, "list_schedules", "Schedules"):
        target = scheduler.get_schedule(Name=each["Name"], GroupName=each["GroupName"])["Target"]
        if destination := target.get("DeadLetterConfig", {}).get("Arn"):
            yield target["RoleArn"], destination, f"the schedule {each['Name']} can't invoke its target"


def _on_failure(config: Mapping[str, Any]) -> str | None:
    destination: str | None = ((config.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    return destination


def _all(client: Any, operation: str, key: str, **options: str) -> list[dict[str, Any]]:  # noqa: ANN401 - boto3's
    return [each for page in client.get_paginator(operation).paginate(**options) for each in page[key]]
