"""What EventBridge checks of buses and rules.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html#eb-rate-expressions
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError

_RATE = re.compile(r"rate\((1 (minute|hour|day)|(?!1 )[1-9]\d* (minutes|hours|days))\)")


def _put_rule(values: Mapping[str, Any]) -> None:
    schedule = values.get("ScheduleExpression", "")
    if not schedule and not values.get("EventPattern"):
        raise _invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
    if schedule and values.get("EventBusName", "default").rpartition("/")[2] != "default":
        raise _invalid("ScheduleExpression is supported only on the default event bus.")
    if schedule and not (_RATE.fullmatch(schedule) or re.fullmatch(r"cron\(.+\)", schedule)):
        raise _invalid("Parameter ScheduleExpression is not valid.")


def _put_targets(values: Mapping[str, Any]) -> None:
    for target in values["Targets"]:
        transformer = target.get("InputTransformer", {})
        names = set(re.findall(r"<([^<>\s\"']+)>", transformer.get("InputTemplate", "")))
        for name in sorted(names - transformer.get("InputPathsMap", {}).keys()):
            if not name.startswith("aws.events."):
                raise _invalid(f"InputTemplate for target {target['Id']} contains invalid placeholder {name}.")
        _check_input(target)


def _check_input(target: Mapping[str, Any]) -> None:
    try:
        json.loads(target.get("Input", "{}"))
    except (ValueError, RecursionError) as error:
        raise _invalid(f"JSON syntax error in input for target {target['Id']}") from error


def _create_event_bus(values: Mapping[str, Any]) -> None:
    if "/" in values["Name"] and not values.get("EventSourceName"):
        raise _invalid("Event bus name must not contain '/'.")


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)


RULES = {
    ("events", "CreateEventBus"): _create_event_bus,
    ("events", "PutRule"): _put_rule,
    ("events", "PutTargets"): _put_targets,
}
