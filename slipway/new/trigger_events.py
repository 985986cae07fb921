"""The event in the unit test of a new function."""

import json
from typing import Any

from slipway.config.project import Project
from slipway.functions import samples
from slipway.new.triggers import Trigger

_SAMPLES = {"fifo": "sqs", "s3": "eventbridge"}
# The names of what sends the samples.
_SOURCES = ("dev-orders", "dev-items", "dev-uploads")


def event(project: Project, trigger: Trigger, name: str) -> str:
    """Return an event of the trigger, as JSON: a sample with the names of the project.

    Args:
        project: the project.
        trigger: the trigger.
        name: name of the app, or of the schedule.
    """
    sample: dict[str, Any] = json.loads(samples.read(_SAMPLES.get(trigger.kind, trigger.kind)))
    if trigger.kind == "schedule":
        # https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
        arn = f"arn:aws:scheduler:eu-central-1:123456789012:schedule/default/{project.environment}-{name}-schedule"
        sample |= {"source": "aws.scheduler", "resources": [arn], "detail": "{}"}
    if trigger.kind == "fifo":
        for number, message in enumerate(sample["Records"]):
            message["eventSourceARN"] += ".fifo"
            order = {"MessageGroupId": "1", "SequenceNumber": f"1887084992684960153{number}"}
            message["attributes"] |= order | {"MessageDeduplicationId": message["messageId"]}
    text = json.dumps(sample, indent=2)
    for source in _SOURCES:
        text = text.replace(source, f"{project.environment}-{trigger.source.replace('.', '-')}")
    return text.replace("eu-central-1", project.region).replace("123456789012", project.account) + "\n"
