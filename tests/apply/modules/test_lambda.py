"""Who owns a function's code, what its role may do, and what it answers before its first deployment."""

import json
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name as make_unique_name

from .conftest import deploy

EXAMPLE = "lambda/complete"
TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table"
RUNTIMES = ("python3.13", "provided.al2023")  # which every machine can run
READ = {"actions": ["dynamodb:GetItem", "dynamodb:Query"], "resources": [f"{TABLE}/movies"]}
SEND = {
    "actions": ["ses:SendEmail"],
    "resources": ["*"],
    "condition": {"StringEquals": {"ses:FromAddress": ["movies@example.com"]}},
}
DENIED = {"Sid": "KeepIndexes", "Effect": "Deny", "Action": "dynamodb:Query", "Resource": f"{TABLE}/movies/index/*"}
BUCKET = {"principal": "s3.amazonaws.com", "source_account": "123456789012"}
NIGHTLY = {"principal": "events.amazonaws.com", "source_account": "123456789012", "alias": "prod"}
FUNCTIONS = {
    "deployed": {},
    "stages": {"aliases": ["test", "prod"], "callers": {"nightly": NIGHTLY}},
    "path": {"role": {"path": "/slipway/dev/"}},
    "canary": {},
    "role": {
        "role": {
            "statements": [READ, SEND],
            "policy": json.dumps({"Version": "2012-10-17", "Statement": DENIED}),
        }
    },
    "replaced": {"callers": {"bucket": BUCKET}, "async": {"maximum_retry_attempts": 1}},
    **{runtime.replace(".", "-"): {"runtime": runtime} for runtime in RUNTIMES},
}
INDEXED = "module.alarms[0].module.alarms"  # in the addresses of a function's alarms


def statements(aws, name):
    document = aws("iam").get_role_policy(RoleName=name, PolicyName="function")["PolicyDocument"]
    return {json.dumps(item["Action"]): item["Resource"] for item in document["Statement"]}


@pytest.fixture(scope="module")
def root(tf_module):
    """A function for each case, all in one root."""
    return tf_module(Path(__file__).parent / "functions", name=make_unique_name(), functions=FUNCTIONS).apply()


@pytest.fixture(scope="module")
def function(root):
    """``function(key)`` is the name and the outputs of a function."""
    return lambda key: (f"{root.variables['name']}-{key}", root.outputs["functions"][key])


def answer(aws, alias_arn):
    return json.loads(aws("lambda").invoke(FunctionName=alias_arn)["Payload"].read())


@pytest.fixture(scope="module")
def deployed(root, function, aws):
    """Deployments to an alias, to one of two, and to a part of the traffic, after which a plan is empty.

    The plan is of a state that was written when the module of the alarms had no index. The fixture is the version of
    each function that the deployments made.
    """
    client, aliases = aws("lambda"), {"deployed": "live", "stages": "test", "canary": "live"}
    assert {
        client.get_alias(FunctionName=function(key)[0], Name=aliases[key])["FunctionVersion"] for key in aliases
    } == {"1"}
    code = "def handler(event, context): return 'first'"
    versions = {key: deploy(client, function(key)[0], code, alias) for key, alias in aliases.items()}
    routing = {"AdditionalVersionWeights": {versions["canary"]: 0.1}}
    client.update_alias(FunctionName=function("canary")[0], Name="live", FunctionVersion="1", RoutingConfig=routing)
    state = root.directory / "terraform.tfstate"
    assert INDEXED in state.read_text()
    state.write_text(state.read_text().replace(INDEXED, "module.alarms.module.alarms"))
    root.assert_converged()
    return versions


@pytest.fixture(scope="module")
def changed(deployed, root, function, aws):
    """The next deployments, and an apply that changes all functions and replaces one, after which a plan is empty.

    It is the version of each function that they deploy.
    """
    code = "def handler(event, context): return 'second'"
    versions = {key: deploy(aws("lambda"), function(key)[0], code) for key in ("deployed", "replaced")}
    root._terraform()._commands.run("taint", None, 'module.function["replaced"].aws_lambda_function.this')
    root.apply(memory_size=512)
    root.assert_converged()
    return versions


def test_plan_stays_empty_after_deployments_and_the_alias_stays_where_they_put_it(deployed, changed, function, aws):
    (name, outputs), client = function("deployed"), aws("lambda")
    assert int(deployed["deployed"]) < int(changed["deployed"])
    assert client.get_alias(FunctionName=name, Name="live")["FunctionVersion"] == changed["deployed"]
    live = client.get_function_configuration(FunctionName=name, Qualifier="live")
    assert live["MemorySize"] == 256
    assert answer(aws, outputs["function"]["alias_arn"]) == "second"

    latest = client.publish_version(FunctionName=name)
    assert latest["MemorySize"] == 512


def test_a_function_is_created_after_its_log_group_and_permissions_and_deleted_before_them(root):
    """Also where the module names what comes first without reading it: a log group of Lambda's own never expires."""
    state = json.loads((root.directory / "terraform.tfstate").read_text())
    before = {
        resource["type"]: {address.split(".")[-2] for address in instance.get("dependencies", ())}
        for resource in state["resources"]
        for instance in resource["instances"]
    }
    assert before["aws_iam_role"] == {"aws_cloudwatch_log_group"}
    assert before["aws_iam_role_policy"] == {"aws_cloudwatch_log_group", "aws_iam_role"}
    assert before["aws_lambda_function"] == {"aws_cloudwatch_log_group", "aws_iam_role", "aws_iam_role_policy"}
    assert before["aws_lambda_alias"] == before["aws_lambda_function"] | {"aws_lambda_function"}
    for user in ("aws_lambda_permission", "aws_lambda_function_event_invoke_config"):
        assert before[user] == before["aws_lambda_alias"] | {"aws_lambda_alias"}


def test_two_aliases_stay_where_deployments_put_them_and_each_is_a_function_for_other_modules(changed, function, aws):
    (name, outputs), client = function("stages"), aws("lambda")
    assert outputs.get("function") is None
    functions = {alias: outputs["aliases"][alias]["function"] for alias in ("test", "prod")}
    assert [functions[alias]["alias_name"] for alias in functions] == ["test", "prod"]
    assert answer(aws, functions["test"]["alias_arn"]) == "first"
    assert client.get_alias(FunctionName=name, Name="prod")["FunctionVersion"] == "1"
    assert "functions/" + functions["prod"]["alias_arn"] in functions["prod"]["invoke_arn"]
    (statement,) = json.loads(client.get_policy(FunctionName=name, Qualifier="prod")["Policy"])["Statement"]
    assert statement["Resource"] == functions["prod"]["alias_arn"]


def test_only_lambda_in_this_account_may_assume_the_role_in_its_path(function, aws):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
    name, outputs = function("path")
    role = aws("iam").get_role(RoleName=name)["Role"]
    account = role["Arn"].split(":")[4]
    assert role["Arn"] == f"arn:aws:iam::{account}:role/slipway/dev/{name}"
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": account}}
    deploy(aws("lambda"), name, "def handler(event, context): return 'first'")
    assert answer(aws, outputs["function"]["alias_arn"]) == "first"


def test_deployer_may_split_the_traffic_of_the_alias(deployed, changed, function, aws):
    alias = aws("lambda").get_alias(FunctionName=function("canary")[0], Name="live")
    assert alias["RoutingConfig"] == {"AdditionalVersionWeights": {deployed["canary"]: 0.1}}


def test_role_has_the_callers_statements_and_policy_and_may_write_its_log(function, aws):
    name, _ = function("role")
    document = aws("iam").get_role_policy(RoleName=name, PolicyName="function")["PolicyDocument"]
    *callers, log = document["Statement"]
    assert callers == [
        {"Effect": "Allow", "Action": READ["actions"], "Resource": READ["resources"]},
        {"Effect": "Allow", "Action": SEND["actions"], "Resource": ["*"], "Condition": SEND["condition"]},
        DENIED,
    ]
    assert log["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert log["Resource"].endswith(f":/aws/lambda/{name}:*")


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


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_function_without_code_yet_fails_and_says_so(function, aws, runtime):
    name, outputs = function(runtime.replace(".", "-"))

    response = aws("lambda").invoke(FunctionName=outputs["function"]["alias_arn"])

    assert response["FunctionError"] == "Unhandled"
    error = json.loads(response["Payload"].read())
    assert error["errorMessage"] == f"{name} has no code yet: deploy it"


def test_replaced_function_keeps_its_permissions_and_asynchronous_settings(changed, function, aws):
    live = {"FunctionName": function("replaced")[0], "Qualifier": "live"}
    assert aws("lambda").get_function_event_invoke_config(**live)["MaximumRetryAttempts"] == 1
    policy = json.loads(aws("lambda").get_policy(**live)["Policy"])
    assert [statement["Sid"] for statement in policy["Statement"]] == ["bucket"]


def test_an_alias_has_its_provisioned_concurrency(examples, aws):
    of = {"FunctionName": examples.names["lambda/stages"]}
    found = aws("lambda").get_provisioned_concurrency_config(**of, Qualifier="prod")
    assert found["RequestedProvisionedConcurrentExecutions"] == 2
    with pytest.raises(ClientError, match="No Provisioned Concurrency Config"):
        aws("lambda").get_provisioned_concurrency_config(**of, Qualifier="test")
