"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html"""

import pytest
from botocore.exceptions import ClientError

SCHEDULE = {"ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": {"Mode": "OFF"}, "State": "DISABLED"}


def _allow(resource):
    return {
        "Effect": "Allow",
        "Action": ["scheduler:*", "iam:PassRole"],
        "Resource": [resource, "arn:aws:iam::*:role/*"],
    }


def _create(scheduler, name, role_arn, queue_arn):
    target = {"Arn": queue_arn, "RoleArn": role_arn}
    scheduler.create_schedule(Name=name, GroupName=name, Target=target, **SCHEDULE)
    scheduler.get_schedule(Name=name, GroupName=name)
    scheduler.list_tags_for_resource(ResourceArn=scheduler.get_schedule_group(Name=name)["Arn"])
    scheduler.delete_schedule(Name=name, GroupName=name)


@pytest.fixture
def create(assume, role, queue, unique_name):
    """``create(aws, target, resource)`` uses a schedule of a group as a role that has a grant on a resource."""

    def make(aws, target, group):
        aws("scheduler").create_schedule_group(Name=unique_name)
        allowed = f"arn:aws:scheduler:{target.region}:{target.access_key_id}:schedule*/{group or unique_name}*"
        client = assume(aws, target, _allow(allowed))[1]("scheduler")
        _create(client, unique_name, role(aws, service="scheduler"), queue(aws).arn)

    return make


def test_a_grant_on_a_group_includes_its_schedules_and_tags(aws, target, create):
    create(aws, target, "")


def test_a_grant_on_the_default_group_does_not(aws, target, create):
    with pytest.raises(ClientError, match="not authorized to perform: scheduler:CreateSchedule"):
        create(aws, target, "default/")


@pytest.mark.upstream
def test_unpatched_ministack_ignores_a_grant_on_a_group(unpatched_aws, unpatched_target, create):
    with pytest.raises(ClientError, match="not authorized"):
        create(unpatched_aws, unpatched_target, "")
