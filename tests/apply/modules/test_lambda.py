"""Who owns a function's code, what its role may do, and what it answers before its first deployment."""

import json
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from .conftest import deploy, zipped

MODULE = Path(__file__).parents[3] / "modules" / "lambda"
EXAMPLE = "lambda/complete"
TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table"


def statements(aws, name):
    document = aws("iam").get_role_policy(RoleName=name, PolicyName="function")["PolicyDocument"]
    return {json.dumps(item["Action"]): item["Resource"] for item in document["Statement"]}


def test_plan_stays_empty_after_deployments_and_the_alias_stays_where_they_put_it(tf, aws, unique_name):
    stack = tf(MODULE, name=unique_name, handler="f.handler").apply()
    client = aws("lambda")
    assert client.get_alias(FunctionName=unique_name, Name="live")["FunctionVersion"] == "1"

    deploy(client, unique_name, "def handler(event, context): return 'first'")
    stack.assert_converged()
    version = deploy(client, unique_name, "def handler(event, context): return 'second'")
    stack.assert_converged()

    stack.apply(memory_size=512)
    stack.assert_converged()
    assert client.get_alias(FunctionName=unique_name, Name="live")["FunctionVersion"] == version
    live = client.get_function_configuration(FunctionName=unique_name, Qualifier="live")
    assert live["MemorySize"] == 256
    answer = client.invoke(FunctionName=stack.outputs["function"]["alias_arn"])["Payload"].read()
    assert json.loads(answer) == "second"

    latest = client.publish_version(FunctionName=unique_name)
    assert latest["MemorySize"] == 512


def test_two_aliases_stay_where_deployments_put_them_and_each_is_a_function_for_other_modules(tf, aws, unique_name):
    caller = {"principal": "events.amazonaws.com", "source_account": "123456789012", "alias": "prod"}
    stack = tf(MODULE, name=unique_name, handler="f.handler", aliases=["test", "prod"], callers={"nightly": caller})
    outputs = stack.apply().outputs
    client = aws("lambda")
    client.update_function_code(FunctionName=unique_name, ZipFile=zipped("def handler(event, context): return 'new'"))
    client.get_waiter("function_updated_v2").wait(FunctionName=unique_name)
    version = client.publish_version(FunctionName=unique_name)["Version"]
    client.update_alias(FunctionName=unique_name, Name="test", FunctionVersion=version)
    stack.assert_converged()

    assert outputs.get("function") is None
    functions = {name: outputs["aliases"][name]["function"] for name in ("test", "prod")}
    assert [functions[name]["alias_name"] for name in functions] == ["test", "prod"]
    answer = client.invoke(FunctionName=functions["test"]["alias_arn"])["Payload"].read()
    assert json.loads(answer) == "new"
    assert "functions/" + functions["prod"]["alias_arn"] in functions["prod"]["invoke_arn"]
    (statement,) = json.loads(client.get_policy(FunctionName=unique_name, Qualifier="prod")["Policy"])["Statement"]
    assert statement["Resource"] == functions["prod"]["alias_arn"]


def test_only_lambda_in_this_account_may_assume_the_role_in_its_path(tf, aws, unique_name):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
    stack = tf(MODULE, name=unique_name, handler="f.handler", role={"path": "/slipway/dev/"}).apply()
    role = aws("iam").get_role(RoleName=unique_name)["Role"]
    account = role["Arn"].split(":")[4]
    assert role["Arn"] == f"arn:aws:iam::{account}:role/slipway/dev/{unique_name}"
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": account}}
    deploy(aws("lambda"), unique_name, "def handler(event, context): return 'first'")
    answer = aws("lambda").invoke(FunctionName=stack.outputs["function"]["alias_arn"])["Payload"].read()
    assert json.loads(answer) == "first"


def test_deployer_may_split_the_traffic_of_the_alias(tf, aws, unique_name):
    stack = tf(MODULE, name=unique_name, handler="f.handler").apply()
    version = deploy(aws("lambda"), unique_name, "def handler(event, context): return 'new'")
    aws("lambda").update_alias(
        FunctionName=unique_name,
        Name="live",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {version: 0.1}},
    )
    stack.assert_converged()


def test_role_has_the_callers_statements_and_policy_and_may_write_its_log(tf, aws, unique_name):
    address = {"StringEquals": {"ses:FromAddress": ["movies@example.com"]}}
    read = {"actions": ["dynamodb:GetItem", "dynamodb:Query"], "resources": [f"{TABLE}/movies"]}
    send = {"actions": ["ses:SendEmail"], "resources": ["*"], "condition": address}
    denied = {"Sid": "KeepIndexes", "Effect": "Deny", "Action": "dynamodb:Query", "Resource": f"{TABLE}/movies/index/*"}
    role = {"statements": [read, send], "policy": json.dumps({"Version": "2012-10-17", "Statement": denied})}
    tf(MODULE, name=unique_name, handler="f.handler", role=role).apply()

    document = aws("iam").get_role_policy(RoleName=unique_name, PolicyName="function")["PolicyDocument"]
    *callers, log = document["Statement"]
    assert callers == [
        {"Effect": "Allow", "Action": read["actions"], "Resource": read["resources"]},
        {"Effect": "Allow", "Action": send["actions"], "Resource": ["*"], "Condition": address},
        denied,
    ]
    assert log["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert log["Resource"].endswith(f":/aws/lambda/{unique_name}:*")


def test_role_may_do_what_the_features_in_use_need(stack, aws):
    granted = statements(aws, stack.name)
    assert '["xray:PutTraceSegments", "xray:PutTelemetryRecords"]' in granted
    assert any("ec2:CreateNetworkInterface" in actions for actions in granted)
    document = aws("iam").get_role_policy(RoleName=stack.name, PolicyName="function")["PolicyDocument"]
    (files,) = [item for item in document["Statement"] if "elasticfilesystem:ClientWrite" in item["Action"]]
    (access_point,) = files["Condition"]["StringEquals"].values()
    assert files["Resource"] == access_point.partition(":access-point/")[0] + ":file-system/*"
    targets = {item["Resource"] for item in document["Statement"] if item["Action"] == "sns:Publish"}
    assert {target.rpartition("-")[2] for target in targets} == {"failed", "done"}


@pytest.mark.parametrize("runtime", ["python3.13", "provided.al2023"])  # which every machine can run
def test_function_without_code_yet_fails_and_says_so(tf, aws, unique_name, runtime):
    stack = tf(MODULE, name=unique_name, handler="index.handler", runtime=runtime).apply()

    answer = aws("lambda").invoke(FunctionName=stack.outputs["function"]["alias_arn"])

    assert answer["FunctionError"] == "Unhandled"
    error = json.loads(answer["Payload"].read())
    assert error["errorMessage"] == f"{unique_name} has no code yet: deploy it"


def test_replaced_function_keeps_its_permissions_and_asynchronous_settings(tf, aws, unique_name):
    callers = {"bucket": {"principal": "s3.amazonaws.com", "source_account": "123456789012"}}
    settings = {"maximum_retry_attempts": 1}
    stack = tf(MODULE, name=unique_name, handler="f.handler", callers=callers, **{"async": settings}).apply()
    deploy(aws("lambda"), unique_name, "def handler(event, context): return 'deployed'")
    stack._terraform()._run("taint", None, "aws_lambda_function.this")
    stack.apply()

    live = {"FunctionName": unique_name, "Qualifier": "live"}
    assert aws("lambda").get_function_event_invoke_config(**live)["MaximumRetryAttempts"] == 1
    policy = json.loads(aws("lambda").get_policy(**live)["Policy"])
    assert [statement["Sid"] for statement in policy["Statement"]] == ["bucket"]
    stack.assert_converged()


def test_an_alias_has_its_provisioned_concurrency(examples, aws):
    of = {"FunctionName": examples.names["lambda/stages"]}
    found = aws("lambda").get_provisioned_concurrency_config(**of, Qualifier="prod")
    assert found["RequestedProvisionedConcurrentExecutions"] == 2
    with pytest.raises(ClientError, match="No Provisioned Concurrency Config"):
        aws("lambda").get_provisioned_concurrency_config(**of, Qualifier="test")
