"""A schedule invokes its function."""

from slipway.aws import log_events
from slipway.harness import eventually

EXAMPLE = "schedule/complete"


def test_the_function_is_invoked(stack, aws):
    name = stack.outputs["function_name"]

    def has_run():
        lines = [text for _, _, text in log_events.read(aws("logs"), f"/aws/lambda/{name}", name)]
        assert any("platform.start" in line or line.startswith("START") for line in lines)

    eventually(has_run, timeout=60)


def test_the_schedule_is_as_declared(stack, aws):
    schedule = aws("scheduler").get_schedule(Name=stack.outputs["schedule_name"])
    assert schedule["ScheduleExpression"] == "rate(1 hour)"
    assert schedule["Target"]["RetryPolicy"] == {"MaximumEventAgeInSeconds": 1800, "MaximumRetryAttempts": 10}
    assert schedule["Target"]["DeadLetterConfig"]["Arn"].endswith("-dead-letter")
