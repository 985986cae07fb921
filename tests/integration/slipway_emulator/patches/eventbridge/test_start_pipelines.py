import json

import pytest

from slipway.harness import unique_name

START = "codepipeline:StartPipelineExecution"
INVOKE = {"category": "Invoke", "owner": "AWS", "provider": "Lambda", "version": "1"}
SOURCE = {"category": "Source", "owner": "AWS", "provider": "S3", "version": "1"}


@pytest.fixture
def pipeline(role):
    """``pipeline(aws)`` creates a pipeline that declares the variable ``color`` and returns its ARN."""

    def make(aws):
        role_arn, name = role(aws, service="codepipeline"), unique_name()
        source = {
            "name": "Source",
            "actionTypeId": SOURCE,
            "configuration": {"S3Bucket": name, "S3ObjectKey": "a.zip", "PollForSourceChanges": "false"},
            "outputArtifacts": [{"name": "source"}],
        }
        invoke = {"name": "Go", "actionTypeId": INVOKE, "configuration": {"FunctionName": "nobody"}}
        declared = {
            "name": name,
            "roleArn": role_arn,
            "artifactStore": {"type": "S3", "location": name},
            "pipelineType": "V2",
            "variables": [{"name": "color", "defaultValue": "red"}],
            "stages": [{"name": "Source", "actions": [source]}, {"name": "Go", "actions": [invoke]}],
        }
        aws("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        aws("codepipeline").create_pipeline(pipeline=declared)
        return aws("codepipeline").get_pipeline(name=name)["metadata"]["pipelineArn"]

    return make


@pytest.fixture
def send():
    """``send(aws, pipeline_arn, role_arn, …)`` sends an event to a rule with this target; returns the rule's ARN."""

    def make(aws, pipeline_arn, role_arn, **more):
        events, name = aws("events"), unique_name()
        rule_arn = events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))["RuleArn"]
        events.put_targets(Rule=name, Targets=[{"Id": "a", "Arn": pipeline_arn, "RoleArn": role_arn} | more])
        events.put_events(Entries=[{"Source": name, "DetailType": "a", "Detail": json.dumps({"color": "blue"})}])
        events.delete_rule(Name=name, Force=True)
        return rule_arn

    return make


def _triggers(aws, pipeline_arn):
    name = pipeline_arn.rpartition(":")[2]
    found = aws("codepipeline").list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"]
    return [each["trigger"] for each in found if each["trigger"]["triggerType"] != "CreatePipeline"]


def test_a_rule_starts_its_pipeline_with_its_role(aws, pipeline, role, send):
    arn = pipeline(aws)
    starting = role(aws, {"Effect": "Allow", "Action": START, "Resource": arn}, service="events")
    rule_arn = send(aws, arn, starting)
    assert _triggers(aws, arn) == [{"triggerType": "CloudWatchEvent", "triggerDetail": rule_arn}]


def test_an_input_transformer_sets_variables(aws, pipeline, role, send):
    arn = pipeline(aws)
    starting = role(aws, {"Effect": "Allow", "Action": START, "Resource": arn}, service="events")
    template = '{"variables": [{"name": "color", "value": <color>}]}'
    send(aws, arn, starting, InputTransformer={"InputPathsMap": {"color": "$.detail.color"}, "InputTemplate": template})
    name = arn.rpartition(":")[2]
    newest = aws("codepipeline").list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"][0]
    shown = aws("codepipeline").get_pipeline_execution(
        pipelineName=name, pipelineExecutionId=newest["pipelineExecutionId"]
    )
    assert shown["pipelineExecution"]["variables"] == [{"name": "color", "resolvedValue": "blue"}]


def test_a_role_without_the_permission_starts_nothing(aws, pipeline, role, send):
    arn = pipeline(aws)
    send(aws, arn, role(aws, {"Effect": "Allow", "Action": START, "Resource": f"{arn}-other"}, service="events"))
    assert _triggers(aws, arn) == []


def test_a_role_that_eventbridge_may_not_assume_starts_nothing(aws, pipeline, role, send):
    arn = pipeline(aws)
    send(aws, arn, role(aws, {"Effect": "Allow", "Action": START, "Resource": arn}, service="lambda"))
    assert _triggers(aws, arn) == []


def test_events_still_reach_other_targets(aws, queue, role, send):
    taken = queue(aws)
    taken.open_to("events")
    send(aws, taken.arn, role(aws, service="events"))
    assert json.loads(taken.receive()[0])["detail"] == {"color": "blue"}


@pytest.mark.upstream
def test_unpatched_ministack_starts_nothing(unpatched_aws, pipeline, role, send):
    arn = pipeline(unpatched_aws)
    starting = role(unpatched_aws, {"Effect": "Allow", "Action": START, "Resource": arn}, service="events")
    send(unpatched_aws, arn, starting)
    assert _triggers(unpatched_aws, arn) == []
