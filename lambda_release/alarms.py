"""The CloudWatch alarms that end a canary."""

from collections.abc import Sequence
from typing import Any

from lambda_release.errors import ReleaseError


def assert_no_alarm(cloudwatch: Any, names: Sequence[str]) -> None:  # noqa: ANN401 - boto3's
    """Check that none of these alarms, metric or composite, is in ALARM.

    Raises:
        ReleaseError: an alarm is in ALARM, or doesn't exist.
        ClientError, BotoCoreError: the call of CloudWatch failed.
    """
    if not names:
        return
    response = cloudwatch.describe_alarms(AlarmNames=list(names), AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    alarms = {alarm["AlarmName"]: alarm for alarm in [*response["MetricAlarms"], *response["CompositeAlarms"]]}
    for name in names:
        if name not in alarms:
            raise ReleaseError(f"there is no alarm {name!r} in {cloudwatch.meta.region_name}")
        if alarms[name]["StateValue"] == "ALARM":
            reason = alarms[name].get("StateReason") or "no reason given"
            raise ReleaseError(f"alarm {name!r} is in ALARM ({reason})")
