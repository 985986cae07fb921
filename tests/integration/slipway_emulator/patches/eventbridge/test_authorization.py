"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html"""

import pytest
from botocore.exceptions import ClientError

ACTIONS = ["PutRule", "DescribeRule", "PutTargets", "ListTargetsByRule", "ListTagsForResource", "RemoveTargets"]


def _allow(resource):
    return {"Effect": "Allow", "Action": [f"events:{action}" for action in ACTIONS], "Resource": resource}


def _use(events, name, bus):
    on_bus = {} if bus is None else {"EventBusName": bus}
    arn = events.put_rule(Name=name, EventPattern='{"source": ["test"]}', **on_bus)["RuleArn"]
    events.describe_rule(Name=name, **on_bus)
    target = {"Id": "a", "Arn": "arn:aws:sqs:eu-central-1:123456789012:a"}
    events.put_targets(Rule=name, Targets=[target], **on_bus)
    assert events.list_targets_by_rule(Rule=name, **on_bus)["Targets"]
    events.list_tags_for_resource(ResourceARN=arn)
    events.remove_targets(Rule=name, Ids=["a"], **on_bus)


@pytest.mark.parametrize("default", [True, False])
def test_a_grant_on_a_rule_includes_its_targets_and_tags(aws, target, assume, unique_name, default):
    rules = f"arn:aws:events:{target.region}:{target.access_key_id}:rule"
    if not default:
        aws("events").create_event_bus(Name=unique_name)
    path = unique_name if default else f"{unique_name}/{unique_name}"
    events = assume(aws, target, _allow(f"{rules}/{path}"))[1]("events")
    _use(events, unique_name, None if default else unique_name)
    with pytest.raises(ClientError, match="not authorized to perform: events:PutRule"):
        _use(events, f"{unique_name}-other", None if default else unique_name)
    for call in (events.list_targets_by_rule, events.describe_rule):
        with pytest.raises(ClientError, match="not authorized"):
            call(**{"Rule" if call == events.list_targets_by_rule else "Name": f"{unique_name}-other"})


@pytest.mark.upstream
def test_unpatched_ministack_ignores_a_grant_on_a_rule_of_the_default_bus(
    unpatched_aws, unpatched_target, assume, unique_name
):
    arn = f"arn:aws:events:{unpatched_target.region}:{unpatched_target.access_key_id}:rule/{unique_name}"
    events = assume(unpatched_aws, unpatched_target, _allow(arn))[1]("events")
    with pytest.raises(ClientError, match="not authorized"):
        events.put_rule(Name=unique_name, EventPattern='{"source": ["test"]}')
