"""https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

ZONE = "Asia/Tokyo"  # nine hours before UTC, all the year
OFFSET = timedelta(hours=9)


@pytest.fixture
def scheduled(role, queue, unique_name):
    """``scheduled(aws, expression)`` creates a schedule that sends its name to a queue; returns the queue."""

    def make(aws, expression, **settings):
        taken = queue(aws)
        send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": taken.arn}
        aws("scheduler").create_schedule(
            Name=unique_name,
            ScheduleExpression=expression,
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": taken.arn, "RoleArn": role(aws, send, service="scheduler"), "Input": unique_name},
            **settings,
        )
        return taken

    return make


def _at(time):
    return f"at({time:%Y-%m-%dT%H:%M:%S})"


def test_a_rate_begins_immediately(aws, scheduled, unique_name):
    assert scheduled(aws, "rate(1 day)").receive() == [unique_name]


def test_a_time_is_read_in_its_zone(aws, scheduled, unique_name):
    early = scheduled(
        aws, _at(datetime.now(UTC) + OFFSET), ScheduleExpressionTimezone=ZONE, ActionAfterCompletion="DELETE"
    )
    assert early.receive() == [unique_name]


@pytest.mark.slow(60)
def test_a_cron_expression_is_read_in_its_zone(aws, scheduled, unique_name):
    next_minute = datetime.now(UTC) + OFFSET + timedelta(minutes=1)
    expression = f"cron({next_minute:%M} {next_minute:%H} * * ? *)"
    taken = scheduled(aws, expression, ScheduleExpressionTimezone=ZONE)
    received = (taken.receive() for _ in range(4))  # each waits for up to 20 seconds
    assert next(filter(None, received), None) == [unique_name]


@pytest.mark.parametrize(
    ("expression", "zone"),
    [("rate(5 seconds)", "UTC"), ("at(tomorrow)", "UTC"), ("cron(0 3 * * *)", "UTC"), ("rate(1 day)", "Asia/Kyoto")],
)
def test_an_invalid_expression_or_zone_is_refused(aws, scheduled, expression, zone):
    with pytest.raises(ClientError, match=r"ValidationException.*Invalid Schedule Expression"):
        scheduled(aws, expression, ScheduleExpressionTimezone=zone)


@pytest.mark.upstream
def test_unpatched_ministack_waits_for_the_first_period_of_a_rate(unpatched_aws, scheduled):
    assert scheduled(unpatched_aws, "rate(1 day)").receive() == []


@pytest.mark.upstream
def test_unpatched_ministack_accepts_any_expression(unpatched_aws, scheduled):
    scheduled(unpatched_aws, "at(tomorrow)")
