import time
from collections.abc import Callable

import pytest

from slipway.aws.target import Target
from slipway.local import control, emulator


@pytest.fixture
def advance(local_aws: emulator.Emulator, target: Target) -> Callable[[float], float]:
    """``advance(seconds)`` advances the clock of the account's CloudWatch.

    A test begins with a minute of that clock. At its end, an alarm that waits for the next data point could go off and
    be OK again before the test sees it.
    """

    def advance(seconds: float) -> float:
        return control.advance_cloudwatch_clock(local_aws.directory, target.access_key_id, seconds)

    seconds_of_minute = (time.time() + advance(0)) % 60
    advance(60 - seconds_of_minute)
    return advance
