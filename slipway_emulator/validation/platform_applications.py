"""What SNS checks of the applications of a mobile platform.

https://docs.aws.amazon.com/sns/latest/api/API_CreatePlatformApplication.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
"""

import re
from collections.abc import Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError

_MAX_NAME = 256
_APPLICATION_NAME = re.compile(r"[A-Za-z0-9_.-]*")
_PLATFORMS = ("ADM", "APNS", "APNS_SANDBOX", "BAIDU", "FCM", "GCM", "MACOS", "MACOS_SANDBOX", "MPNS", "WNS")
_CREDENTIALS = ("PlatformPrincipal", "PlatformCredential")
# Google's have no principal.
_WITHOUT_PRINCIPAL = ("FCM", "GCM")


def check_create(values: Mapping[str, Any]) -> None:
    """Check the input of CreatePlatformApplication.

    Raises:
        ServiceError: SNS refuses it.
    """
    name, platform, attributes = values["Name"], values["Platform"], values["Attributes"]
    if not name:
        raise _invalid(f"{name} Reason: cannot be empty")
    if len(name) > _MAX_NAME:
        raise _invalid(f"{name} Reason: must be at most {_MAX_NAME} characters long")
    if not _APPLICATION_NAME.fullmatch(name):
        raise _invalid(f"{name} Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'")
    if platform not in _PLATFORMS:
        raise _invalid(f"Platform Reason: {platform} is not supported")
    given = [each for each in _CREDENTIALS if attributes.get(each)]
    if len(given) == 1 and platform not in _WITHOUT_PRINCIPAL:
        (missing,) = set(_CREDENTIALS) - set(given)
        raise _invalid(f"Attributes Reason: {given[0]} attribute provided without {missing}")


def _invalid(reason: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: {reason}")
