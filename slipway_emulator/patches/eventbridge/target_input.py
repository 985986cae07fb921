"""A target gets the event as compact JSON, a topic without a subject, and ``<aws.events.event>`` with ``detailType``.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
The texts were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events_inputs.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events_targets.snapshot.json

MiniStack puts spaces into the JSON, which changes a text that contains it, and adds a subject.
"""

import functools
import json
from typing import Any

from ministack.services import eventbridge, sns

_INPUTS = ("Input", "InputPath", "InputTransformer")


def apply() -> None:
    """Replace the function that publishes an event, and wrap those that send it and put a variable into a template."""
    invoke, render = eventbridge._invoke_target, eventbridge._render_placeholder

    @functools.wraps(invoke)
    def invoke_target(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> object:  # noqa: ANN401
        view = view or eventbridge._pattern_event_view(event)
        # A bus gets the event itself, and not a text.
        if not any(target.get(name) for name in _INPUTS) and ":event-bus/" not in target.get("Arn", ""):
            target = {**target, "Input": _compact(view.event_with_detail())}
        return invoke(target, event, rule, view)

    @functools.wraps(render)
    def render_placeholder(name: str, token: str, replacements: dict[str, Any], in_string: bool) -> str:
        value = replacements.get(name)
        if not isinstance(value, dict | list):
            return str(render(name, token, replacements, in_string))
        if name == "aws.events.event" and isinstance(value, dict):
            value = {{"detail-type": "detailType"}.get(key, key): each for key, each in value.items()}
        text = _compact(value)
        return text.replace('"', "") if in_string else text

    eventbridge._invoke_target = invoke_target
    eventbridge._render_placeholder = render_placeholder
    eventbridge._dispatch_to_sns = _dispatch_to_sns


def _dispatch_to_sns(arn: str, payload: str) -> None:
    try:
        result = sns.publish_internal(arn, payload)
    except sns.SnsPublishError as error:
        eventbridge.logger.warning("EventBridge → SNS %s refused: %s", arn, error)
        return
    if result is None:
        eventbridge.logger.warning("EventBridge → SNS: topic %s not found", arn)


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
