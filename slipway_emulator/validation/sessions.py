"""What STS checks of a session's tags beyond its model.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sts/test_sts.snapshot.json
"""

from collections.abc import Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError

_DUPLICATE = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
_NOT_TAGGED = "The specified transitive tag key must be included in the requested tags."


def _check_tags(values: Mapping[str, Any]) -> None:
    keys = [tag["Key"].lower() for tag in values.get("Tags") or []]
    if len(keys) != len(set(keys)):
        raise ServiceError("InvalidParameterValue", _DUPLICATE)
    if not {key.lower() for key in values.get("TransitiveTagKeys") or []}.issubset(keys):
        raise ServiceError("InvalidParameterValue", _NOT_TAGGED)


RULES = {("sts", "AssumeRole"): _check_tags}
