"""Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/iam/test_iam.snapshot.json
"""

import pytest
from botocore.exceptions import ClientError


def refusal(aws, **parameters):
    with pytest.raises(ClientError) as refused:
        aws("iam").create_service_linked_role(**parameters)
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


def created(aws, service, **parameters):
    return aws("iam").create_service_linked_role(AWSServiceName=service, **parameters)["Role"]["RoleName"]


def test_the_role_has_the_name_and_the_policy_of_its_service(aws):
    for service, name, policy in (
        ("ops.apigateway.amazonaws.com", "AWSServiceRoleForAPIGateway", "APIGatewayServiceRolePolicy"),
        ("autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling", "AutoScalingServiceRolePolicy"),
    ):
        assert created(aws, service) == name
        (attached,) = aws("iam").list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        assert attached == {
            "PolicyName": policy,
            "PolicyArn": f"arn:aws:iam::aws:policy/aws-service-role/{policy}",
        }
        taken = f"Service role name {name} has been taken in this account, please try a different suffix."
        assert refusal(aws, AWSServiceName=service) == ("InvalidInput", taken)


def test_some_services_allow_a_suffix(aws):
    assert created(aws, "autoscaling.amazonaws.com", CustomSuffix="a") == "AWSServiceRoleForAutoScaling_a"
    message = "Custom suffix is not allowed for batch.amazonaws.com"
    assert refusal(aws, AWSServiceName="batch.amazonaws.com", CustomSuffix="a") == ("InvalidInput", message)


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_suffix(unpatched_aws):
    assert created(unpatched_aws, "batch.amazonaws.com", CustomSuffix="a") == "AWSServiceRoleForBatch"
