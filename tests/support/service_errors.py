"""The errors of AWS's services."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def error_of(call: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    """Return the code and the message of the error of a call that fails."""
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]
