"""What Systems Manager checks of a parameter's name beyond its model.

https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
"""

import re
from collections.abc import Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError

# A name, or a path of names below the root; behind it, there may be a version or a label.
_NAME = re.compile(r"[\w.-]+|(/[\w.-]+)+", re.ASCII)
_INVALID = (
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of '
    "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 "
    "symbols .-_"
)


def _get_parameter(values: Mapping[str, Any]) -> None:
    name = str(values["Name"])
    if not name.startswith("arn:") and not _NAME.fullmatch(name.partition(":")[0]):
        raise ServiceError("ValidationException", _INVALID)


RULES = {("ssm", "GetParameter"): _get_parameter}
