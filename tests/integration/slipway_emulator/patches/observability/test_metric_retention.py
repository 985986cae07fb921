import json

import pytest

# In the process, whose clock can be advanced by weeks.
DESCRIBE = """
import asyncio
import json
import sys
import time
from ministack.core.responses import request_scope
from ministack.services import cloudwatch

if sys.argv[1] == "patched":
    from slipway_emulator.patches.observability import metric_retention
    metric_retention.apply()

class Metrics(dict):
    looks = 0

    def items(self):
        self.looks += 1
        return super().items()

HOUR, now = 3600, time.time()
cloudwatch._metrics = metrics = Metrics(old=[{"Timestamp": now - 13 * 24 * HOUR}], new=[{"Timestamp": now}])
found = []
for hours in (0, 0.5, 0.9, 1.1, 25, 15 * 24):
    time.time = lambda: now + hours * HOUR
    with request_scope("123456789012", "eu-central-1"):
        asyncio.run(cloudwatch.handle_request("POST", "/", {}, b"Action=DescribeAlarms", {}))
    found.append([metrics.looks, sorted(metrics)])
print(json.dumps(found))
"""


def describe(run_in_emulator, how):
    done = run_in_emulator(DESCRIBE, how)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_old_data_points_are_dropped_by_a_look_each_hour(run_in_emulator):
    found = describe(run_in_emulator, "patched")
    assert found == [[1, ["new", "old"]]] * 3 + [[2, ["new", "old"]], [3, ["new"]], [4, []]]


@pytest.mark.upstream
def test_unpatched_ministack_looks_at_all_data_points_in_each_request(run_in_emulator):
    assert [looks for looks, _ in describe(run_in_emulator, "unpatched")] == [1, 2, 3, 4, 5, 6]
