"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html"""

import pytest

OUT_OF_RANGE = (
    "cron(71 8 1 * ? *)",
    "cron(0,71 8 * * ? *)",
    "cron(0 24 1 * ? *)",  # hour
    "cron(0 8 32 * ? *)",  # day of the month
    "cron(0 8 1 13 ? *)",  # month
    "cron(0 8 ? * 8 *)",  # day of the week
    "cron(0 8 1 * ? 1969)",  # year
    "cron(0/0 8 1 * ? *)",  # step
    "cron(9-1 8 1 * ? *)",  # a range without values
    "cron(0 8 9-1 * ? *)",
    "cron(0-99999999999 8 1 * ? *)",
    "rate(0 minutes)",
)


@pytest.fixture
def schedule(role, unique_name):
    """``schedule(aws, expression)`` creates or updates a schedule."""

    def put(aws, expression, *, update=False):
        client = aws("scheduler")
        settings = {
            "Name": unique_name,
            "ScheduleExpression": expression,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "State": "DISABLED",
            "Target": {
                "Arn": "arn:aws:sqs:eu-central-1:123456789012:queue",
                "RoleArn": role(aws, service="scheduler"),
            },
        }
        (client.update_schedule if update else client.create_schedule)(**settings)

    return put


# The message: https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/scheduler/test_scheduler.snapshot.json
def test_a_schedule_with_a_value_out_of_range_is_refused(aws, schedule):
    client = aws("scheduler")
    for expression in OUT_OF_RANGE:
        with pytest.raises(client.exceptions.ValidationException) as error:
            schedule(aws, expression)
        assert error.value.response["Error"]["Message"] == f"Invalid Schedule Expression {expression}."


def test_so_is_the_update_of_a_schedule(aws, schedule, unique_name):
    client = aws("scheduler")
    schedule(aws, "rate(1 day)")
    with pytest.raises(client.exceptions.ValidationException):
        schedule(aws, "cron(0,71 8 * * ? *)", update=True)
    assert client.get_schedule(Name=unique_name)["ScheduleExpression"] == "rate(1 day)"


def test_so_is_a_rule(aws, unique_name):
    client = aws("events")
    for expression in OUT_OF_RANGE:
        with pytest.raises(client.exceptions.ClientError, match="ScheduleExpression is not valid"):
            client.put_rule(Name=unique_name, ScheduleExpression=expression)


# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/scheduler/test_scheduler.py
def test_other_expressions_are_accepted(aws, unique_name):
    client = aws("events")
    for expression in (
        "cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)",
        "cron(1-31/30 1-1 ? * 1,7 *)",
        "cron(0 18 ? * MON-FRI *)",
        "cron(*/15 * * * ? *)",
        "cron(0 8 L * ? 2199)",
        "cron(0 8 15W JAN-MAR ? *)",
        "cron(0 8 ? * 6#3 *)",
        "cron(0 8 ? * 6L *)",
        "rate(1 minute)",
    ):
        client.put_rule(Name=unique_name, ScheduleExpression=expression, State="DISABLED")
        assert client.describe_rule(Name=unique_name)["ScheduleExpression"] == expression


@pytest.mark.upstream
def test_unpatched_ministack_accepts_them_all(unpatched_aws, unique_name):
    client = unpatched_aws("events")
    for expression in ("cron(0,71 8 * * ? *)", "rate(0 minutes)"):
        client.put_rule(Name=unique_name, ScheduleExpression=expression, State="DISABLED")
