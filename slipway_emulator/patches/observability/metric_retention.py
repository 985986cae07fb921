"""CloudWatch drops data points after two weeks, for which it looks once an hour.

"Data points with a period of 60 seconds (1 minute) are available for 15 days":
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention

MiniStack looks at all data points of an account in each request to CloudWatch, and each minute adds some of every
function. A request takes longer from minute to minute, and those that wait for an alarm send many.
"""

import functools
import time

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch

_INTERVAL = 60 * 60  # seconds
_latest: dict[tuple[str, str], float] = {}  # by account and region


def apply() -> None:
    """Wrap the function that each request calls."""
    drop = cloudwatch._evict_old_metrics

    @functools.wraps(drop)
    def drop_hourly() -> None:
        key, now = (get_account_id(), get_region()), time.time()
        if now - _latest.get(key, 0) >= _INTERVAL:
            _latest[key] = now
            drop()

    cloudwatch._evict_old_metrics = drop_hourly
