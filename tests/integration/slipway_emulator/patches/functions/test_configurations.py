"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json"""

import pytest

SOURCE = "def handler(event, context):\n    pass\n"
LEVELS = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}


def updated(client, name, **changes):
    """Change a function; return its configuration without what other changes would change too."""
    response = client.update_function_configuration(FunctionName=name, **changes)
    client.get_waiter("function_updated_v2").wait(FunctionName=name)
    read = client.get_function_configuration(FunctionName=name)
    for member in ("LoggingConfig", "VpcConfig"):
        assert response.get(member) == read.get(member)
    return read


def test_a_change_of_the_logging_keeps_the_rest_and_json_has_levels(aws, function):
    client, name = aws("lambda"), function(aws, SOURCE).split(":")[6]
    default = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"}
    json = {**default, "LogFormat": "JSON", **LEVELS}
    for change, expected in (
        ({"LogFormat": "JSON"}, json),
        ({"LogGroup": "cool"}, {**json, "LogGroup": "cool"}),
        ({"SystemLogLevel": "DEBUG"}, {**json, "LogGroup": "cool", "SystemLogLevel": "DEBUG"}),
        ({"LogFormat": "Text"}, {**default, "LogGroup": "cool"}),
    ):
        assert updated(client, name, LoggingConfig=change)["LoggingConfig"] == expected


def test_a_function_that_has_left_its_vpc_has_an_empty_configuration(aws, function):
    client, ec2, name = aws("lambda"), aws("ec2"), function(aws, SOURCE).split(":")[6]
    assert "VpcConfig" not in client.get_function_configuration(FunctionName=name)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]]
    groups = [ec2.create_security_group(VpcId=vpc, GroupName="a", Description="a")["GroupId"]]
    inside = {"SubnetIds": subnets, "SecurityGroupIds": groups}
    found = updated(client, name, VpcConfig=inside)["VpcConfig"]
    assert found == {**inside, "VpcId": vpc, "Ipv6AllowedForDualStack": False}
    outside = {"SubnetIds": [], "SecurityGroupIds": []}
    found = updated(client, name, VpcConfig=outside)["VpcConfig"]
    assert found == {**outside, "VpcId": "", "Ipv6AllowedForDualStack": False}


@pytest.mark.upstream
def test_unpatched_ministack_replaces_the_whole_logging(unpatched_aws, function):
    client, name = unpatched_aws("lambda"), function(unpatched_aws, SOURCE).split(":")[6]
    assert updated(client, name, LoggingConfig={"LogFormat": "JSON"})["LoggingConfig"] == {"LogFormat": "JSON"}
