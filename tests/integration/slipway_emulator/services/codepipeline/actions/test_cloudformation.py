"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html

The action checks the stack's role in MiniStack's process, so the tests run it in a pipeline.
"""

import io
import json
import zipfile

import pytest

from slipway.harness import unique_name

TYPE = {"category": "Deploy", "owner": "AWS", "provider": "CloudFormation", "version": "1"}
RUN_TIME = "#{codepipeline.PipelineExecutionId}"  # a value that is known only then
TEMPLATE = """
Parameters:
  Name: {Type: String}
  Depth: {Type: String, Default: one}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: !Sub "${Name}-${Depth}"}
Outputs:
  TopicArn: {Value: !Ref Topic}
"""
CALLS = ["CreateChangeSet", "CreateStack", "DeleteChangeSet", "DeleteStack", "DescribeChangeSet", "DescribeStacks"]
CALLS += ["ExecuteChangeSet", "UpdateStack"]


@pytest.fixture
def stack(aws, unique_name):
    """The name of the stack, which is deleted at the end."""
    yield unique_name
    aws("cloudformation").delete_stack(StackName=unique_name)


@pytest.fixture
def stack_role(make_role):
    return make_role("cloudformation")


@pytest.fixture
def pipeline(aws, make_role, site, zipped, stack, stack_role):
    """``pipeline(action, …, files=…)`` creates a pipeline of CloudFormation actions, and returns its name."""

    def create(*configurations, files=None, calls=CALLS, passed=stack_role):
        name, key = unique_name(), f"{stack}/{unique_name()}.zip"
        files = {"template.yml": TEMPLATE, **(files or {})}
        aws("s3").put_object(Bucket=site.bucket, Key=key, Body=zipped(files))
        source = {"S3Bucket": site.bucket, "S3ObjectKey": key, "PollForSourceChanges": "false"}
        statements = [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
            {"Effect": "Allow", "Action": [f"cloudformation:{each}" for each in calls], "Resource": "*"},
            {"Effect": "Allow", "Action": "iam:PassRole", "Resource": passed},
        ]
        declared = site.declare(name=name, roleArn=make_role("codepipeline", *statements))
        actions = [_action(stack, number, each) for number, each in enumerate(configurations, 1)]
        code = site.source(name="Code", configuration=source, outputArtifacts=[{"name": "code"}])
        declared["stages"] = [{"name": "Source", "actions": [code]}, {"name": "Deploy", "actions": actions}]
        aws("codepipeline").create_pipeline(pipeline=declared)
        return name

    return create


def _action(stack, number, configuration):
    output = {"outputArtifacts": [{"name": "outputs"}]} if "OutputFileName" in configuration else {}
    return {
        "name": f"A{number}",
        "actionTypeId": TYPE,
        "configuration": {"StackName": stack} | configuration,
        "inputArtifacts": [{"name": "code"}],
        "namespace": f"Stack{number}",
        "runOrder": number,
    } | output


def _change_set(stack, stack_role, **more):
    replace = {
        "ActionMode": "CHANGE_SET_REPLACE",
        "ChangeSetName": "release",
        "RoleArn": stack_role,
        "TemplatePath": "code::template.yml",
        "ParameterOverrides": json.dumps({"Name": stack}),
    } | more
    execute = {"ActionMode": "CHANGE_SET_EXECUTE", "ChangeSetName": "release", "OutputFileName": "outputs.json"}
    return replace, execute


def _error(actions, name, action="A1"):
    return actions(name)[action]["output"]["executionResult"]["errorDetails"]


def test_a_change_set_is_created_and_executed(aws, pipeline, stack, stack_role, wait_for_end, actions):
    configured = {"Parameters": {"Name": "ignored", "Depth": "two"}, "Tags": {"owner": "team"}}
    files = {"settings.json": json.dumps(configured)}
    name = pipeline(*_change_set(stack, stack_role, TemplateConfiguration="code::settings.json"), files=files)

    assert wait_for_end(name)["status"] == "Succeeded", actions(name)

    described = aws("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    assert described["Tags"] == [{"Key": "owner", "Value": "team"}]
    execute = actions(name)["A2"]["output"]
    arn = execute["outputVariables"]["TopicArn"]
    assert arn.endswith(f":{stack}-two")
    assert execute["outputVariables"] == {"StackId": described["StackId"], "TopicArn": arn}
    location = execute["outputArtifacts"][0]["s3location"]
    body = aws("s3").get_object(Bucket=location["bucket"], Key=location["key"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert json.loads(archive.read("outputs.json")) == {"TopicArn": arn}


def test_a_second_execution_without_changes_succeeds(
    codepipeline, aws, pipeline, stack, stack_role, wait_for_end, actions
):
    name = pipeline(*_change_set(stack, stack_role))
    assert wait_for_end(name)["status"] == "Succeeded", actions(name)
    before = aws("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]

    id_ = codepipeline.start_pipeline_execution(name=name)["pipelineExecutionId"]

    assert wait_for_end(name, id_)["status"] == "Succeeded", actions(name)
    assert aws("cloudformation").describe_stack_events(StackName=stack)["StackEvents"] == before
    assert actions(name)["A2"]["output"]["outputVariables"]["TopicArn"].endswith(f":{stack}-one")


def test_a_stack_is_created_updated_and_deleted(aws, pipeline, stack, stack_role, wait_for_end, actions):
    template = {"RoleArn": stack_role, "TemplatePath": "code::template.yml"}
    depth = {"Fn::GetParam": ["code", "depth.json", "depth"]}
    name = pipeline(
        template | {"ActionMode": "CREATE_UPDATE", "ParameterOverrides": json.dumps({"Name": stack})},
        template | {"ActionMode": "CREATE_UPDATE", "ParameterOverrides": json.dumps({"Name": stack, "Depth": depth})},
        template
        | {
            "ActionMode": "REPLACE_ON_FAILURE",
            "ParameterOverrides": json.dumps({"Name": stack}),
        },
        {"ActionMode": "DELETE_ONLY", "RoleArn": stack_role},
        {"ActionMode": "DELETE_ONLY", "RoleArn": stack_role},
        files={"depth.json": json.dumps({"depth": "two"})},
    )

    assert wait_for_end(name)["status"] == "Succeeded", actions(name)

    arns = [actions(name)[f"A{number}"]["output"]["outputVariables"]["TopicArn"] for number in (1, 2, 3)]
    assert [arn.rpartition("-")[2] for arn in arns] == ["one", "two", "one"]
    assert not [each for each in aws("cloudformation").describe_stacks()["Stacks"] if each["StackName"] == stack]


def test_a_failed_stack_fails_the_action_with_its_reason(aws, pipeline, stack, stack_role, wait_for_end, actions):
    broken = TEMPLATE.replace("AWS::SNS::Topic\n", "AWS::Example::Nothing\n")
    configuration = {
        "ActionMode": "CREATE_UPDATE",
        "RoleArn": stack_role,
        "TemplatePath": "code::template.yml",
        "ParameterOverrides": json.dumps({"Name": stack}),
    }
    name = pipeline(configuration, files={"template.yml": broken})

    assert wait_for_end(name)["status"] == "Failed"
    assert "AWS::Example::Nothing" in _error(actions, name)["message"]


def test_resources_with_roles_need_the_capability(pipeline, stack, stack_role, wait_for_end, actions):
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    properties = {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [allow]}}
    template = json.dumps({"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}})
    configuration = {"ActionMode": "CREATE_UPDATE", "RoleArn": stack_role, "TemplatePath": "code::template.yml"}
    refused = pipeline(configuration, files={"template.yml": template})
    assert wait_for_end(refused)["status"] == "Failed"
    assert "CAPABILITY_IAM" in _error(actions, refused)["message"]

    allowed = pipeline(configuration | {"Capabilities": "CAPABILITY_IAM"}, files={"template.yml": template})
    assert wait_for_end(allowed)["status"] == "Succeeded", actions(allowed)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"ActionMode": RUN_TIME}, "ActionMode must be one of CHANGE_SET_EXECUTE, CHANGE_SET_REPLACE, CREATE_UPDATE"),
        ({"RoleArn": "arn:aws:iam::123456789012:role/missing"}, "CloudFormation can't assume the role"),
        ({"TemplatePath": "code::other.yml"}, "The artifact code has no file other.yml"),
        ({"TemplatePath": f"{RUN_TIME}::template.yml"}, "TemplatePath: action A1 has no input artifact"),
        ({"ParameterOverrides": RUN_TIME}, "ParameterOverrides isn't JSON"),
        ({"ParameterOverrides": '{"Name": 1}'}, "Name of ParameterOverrides must be a string"),
        ({"ParameterOverrides": '{"Name": "a", "Other": "b"}'}, "Other"),
        ({"TemplateConfiguration": "code::bad.json"}, "bad.json has unknown keys: Stack"),
    ],
)
def test_configuration_that_is_invalid_at_run_time_fails_the_action(
    pipeline, stack, stack_role, wait_for_end, actions, more, message
):
    configuration = {
        "ActionMode": "CREATE_UPDATE",
        "RoleArn": stack_role,
        "TemplatePath": "code::template.yml",
        "ParameterOverrides": json.dumps({"Name": stack}),
    } | more
    name = pipeline(configuration, files={"bad.json": '{"Stack": 1}'})

    assert wait_for_end(name)["status"] == "Failed"
    assert message in _error(actions, name)["message"]


@pytest.mark.parametrize("missing", ["CreateChangeSet", "ExecuteChangeSet"])
def test_the_pipeline_s_role_needs_each_permission(pipeline, stack, stack_role, wait_for_end, actions, missing):
    name = pipeline(*_change_set(stack, stack_role), calls=[call for call in CALLS if call != missing])

    assert wait_for_end(name)["status"] == "Failed"
    failed = next(action for action in ("A1", "A2") if actions(name)[action]["status"] == "Failed")
    assert _error(actions, name, failed)["code"] == "PermissionError"
    assert f"cloudformation:{missing}" in _error(actions, name, failed)["message"]


def test_the_pipeline_s_role_must_be_allowed_to_pass_the_stack_s_role(
    pipeline, stack, stack_role, wait_for_end, actions
):
    name = pipeline(*_change_set(stack, stack_role), passed="arn:aws:iam::123456789012:role/other")

    assert wait_for_end(name)["status"] == "Failed"
    assert "iam:PassRole" in _error(actions, name)["message"]
