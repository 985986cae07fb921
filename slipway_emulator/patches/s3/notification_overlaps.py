"""Two notifications of a bucket with a common event must have prefixes or suffixes that don't overlap, and other ids.

"Notification configurations that use Filter can't define filtering rules with overlapping prefixes, overlapping
suffixes, or overlapping prefixes and suffixes":
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
The messages are those that users report:
https://github.com/minio/minio/issues/2472
https://github.com/aws-solutions/aws-waf-security-automations/issues/49

MiniStack takes every combination, and sends an event to each destination.
"""

import functools
import itertools
from collections.abc import Callable
from typing import Any

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import Response, error_response

_Config = dict[str, Any]
_OVERLAP = "Configurations overlap. Configurations on the same bucket cannot share a common event type."
_AMBIGUOUS = (
    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are "
    "overlapping for the same event type."
)
_SAME_ID = "Same ID used for multiple configurations. IDs must be unique"


def apply() -> None:
    """Wrap the check of a bucket's notifications."""
    s3._validate_notification_configs = _checking(s3._validate_notification_configs)


def _checking(validate: Callable[..., Response | None]) -> Callable[..., Response | None]:
    @functools.wraps(validate)
    def validate_notification_configs(configs: list[_Config], *arguments: object) -> Response | None:
        for one, other in itertools.combinations(configs, 2):
            if one["id"] == other["id"]:
                return error_response("InvalidArgument", _SAME_ID, 400)
            if (events := _common_events(one, other)) and _overlap(one, other):
                is_filtered = any(_filter(config) != ("", "") for config in (one, other))
                message = _AMBIGUOUS if is_filtered else _OVERLAP
                members = {} if is_filtered else {"ArgumentName": "Event", "ArgumentValue": ", ".join(events)}
                return error_response("InvalidArgument", message, 400, members)
        return validate(configs, *arguments)

    return validate_notification_configs


def _common_events(one: _Config, other: _Config) -> tuple[str, str] | None:
    for first, second in itertools.product(one["events"], other["events"]):
        if _includes(first, second) or _includes(second, first):
            return first, second
    return None


def _includes(pattern: str, event: str) -> bool:
    return event.startswith(pattern.removesuffix("*")) if pattern.endswith("*") else event == pattern


def _overlap(one: _Config, other: _Config) -> bool:
    (prefix, suffix), (other_prefix, other_suffix) = _filter(one), _filter(other)
    has_prefix = prefix.startswith(other_prefix) or other_prefix.startswith(prefix)
    return has_prefix and (suffix.endswith(other_suffix) or other_suffix.endswith(suffix))


def _filter(config: _Config) -> tuple[str, str]:
    return config["filter_prefix"] or "", config["filter_suffix"] or ""
