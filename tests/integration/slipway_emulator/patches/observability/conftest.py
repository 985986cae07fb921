from collections.abc import Callable

import pytest

from slipway.aws.target import Target
from slipway.local import control, emulator


@pytest.fixture
def advance(local_aws: emulator.Emulator, target: Target) -> Callable[[float], None]:
    """``advance(seconds)`` advances the clock of the account's CloudWatch."""
    return lambda seconds: control.advance_cloudwatch_clock(local_aws.directory, target.access_key_id, seconds)
