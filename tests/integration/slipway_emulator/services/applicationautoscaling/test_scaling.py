"""Application Auto Scaling: targets and policies of DynamoDB tables."""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

READS = "dynamodb:table:ReadCapacityUnits"
TRACKING = {
    "TargetValue": 70.0,
    "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"},
}


@pytest.fixture
def client(aws):
    return aws("application-autoscaling")


@pytest.fixture
def table(aws):
    name = unique_name()
    aws("dynamodb").create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    )
    yield name
    aws("dynamodb").delete_table(TableName=name)


@pytest.fixture
def scalable(table):
    return {"ServiceNamespace": "dynamodb", "ResourceId": f"table/{table}", "ScalableDimension": READS}


@pytest.fixture
def reads(aws, table):
    return lambda: aws("dynamodb").describe_table(TableName=table)["Table"]["ProvisionedThroughput"][
        "ReadCapacityUnits"
    ]


def put(client, scalable, name="reads"):
    kind = {"PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": TRACKING}
    return client.put_scaling_policy(**scalable, PolicyName=name, **kind)


def test_a_target_is_registered_changed_tagged_and_deregistered(client, scalable, table):
    created = client.register_scalable_target(**scalable, MinCapacity=1, MaxCapacity=9, Tags={"a": "1"})
    arn = created["ScalableTargetARN"]
    assert client.register_scalable_target(**scalable, MaxCapacity=20)["ScalableTargetARN"] == arn
    (found,) = client.describe_scalable_targets(ServiceNamespace="dynamodb", ResourceIds=[f"table/{table}"])[
        "ScalableTargets"
    ]
    assert (found["MinCapacity"], found["MaxCapacity"], found["ScalableTargetARN"]) == (1, 20, arn)
    assert found["RoleARN"].endswith("/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable")
    client.tag_resource(ResourceARN=arn, Tags={"b": "2"})
    client.untag_resource(ResourceARN=arn, TagKeys=["a"])
    assert client.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"b": "2"}
    put(client, scalable)
    client.deregister_scalable_target(**scalable)
    assert client.describe_scaling_policies(**scalable)["ScalingPolicies"] == []
    with pytest.raises(client.exceptions.ObjectNotFoundException):
        client.deregister_scalable_target(**scalable)


def test_a_policy_puts_the_capacity_between_minimum_and_maximum(client, scalable, reads):
    client.register_scalable_target(**scalable, MinCapacity=10, MaxCapacity=20)
    assert reads() == 5, "nothing scales without a policy"
    arn = put(client, scalable)["PolicyARN"]
    assert reads() == 10
    client.register_scalable_target(**scalable, MinCapacity=1, MaxCapacity=4)
    assert reads() == 4
    assert put(client, scalable)["PolicyARN"] == arn
    (policy,) = client.describe_scaling_policies(ServiceNamespace="dynamodb", PolicyNames=["reads"])["ScalingPolicies"]
    assert policy["TargetTrackingScalingPolicyConfiguration"] == TRACKING
    client.delete_scaling_policy(**scalable, PolicyName="reads")
    with pytest.raises(client.exceptions.ObjectNotFoundException):
        client.delete_scaling_policy(**scalable, PolicyName="reads")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"MinCapacity": 5, "MaxCapacity": 1}, "Maximum capacity cannot be less than minimum capacity"),
        ({"MinCapacity": 5}, "MaxCapacity is required to register a new scalable target"),
        ({"ResourceId": "table/none", "MinCapacity": 1, "MaxCapacity": 2}, "DynamoDB table does not exist: table/none"),
        (
            {
                "ServiceNamespace": "ecs",
                "ScalableDimension": "ecs:service:DesiredCount",
                "MinCapacity": 1,
                "MaxCapacity": 2,
            },
            "scales the capacity of DynamoDB tables only",
        ),
    ],
)
def test_a_target_that_cannot_be_is_refused(change, message, client, scalable):
    with pytest.raises(ClientError, match=message):
        client.register_scalable_target(**scalable | change)


def test_a_policy_needs_a_target(client, scalable):
    with pytest.raises(client.exceptions.ObjectNotFoundException, match="No scalable target registered for"):
        put(client, scalable)
