"""Calls to AWS that their caller may not make."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def refused(call: Callable[..., Any], **arguments: Any) -> None:
    """Assert that the caller may not make a call, whatever else is wrong with it."""
    with pytest.raises(ClientError) as refusal:
        call(**arguments)
    assert refusal.value.response["Error"]["Code"] in {"AccessDenied", "AccessDeniedException"}
