"""Conditions of stages, and rollbacks, with the permissions that they need.

https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
"""

import json
import uuid

import boto3
import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name


def _rule(name, provider, configuration, **more):
    type_id = {"category": "Rule", "owner": "AWS", "provider": provider, "version": "1"}
    return {"name": name, "ruleTypeId": type_id, "configuration": configuration} | more


def _condition(result, *rules):
    return {"conditions": [{"result": result, "rules": list(rules)}]}


def _stage(codepipeline, name, stage="Stage1"):
    states = codepipeline.get_pipeline_state(name=name)["stageStates"]
    return next(state for state in states if state["stageName"] == stage)


@pytest.fixture
def create(aws, site, make_role):
    """``create(conditions, action, …, statements=…)`` creates a pipeline whose Stage1 has conditions; returns its name.

    The pipeline has the variable ``go``.
    """

    def pipeline(conditions, *actions, statements=(), go="yes"):
        grants = [
            {"Effect": "Allow", "Action": "s3:*", "Resource": f"arn:aws:s3:::{site.bucket}*"},
            {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"},
            *statements,
        ]
        first = list(actions or [site.invoke("Go", {"succeed": {}})])
        declared = site.declare(first, [site.invoke("End", {"succeed": {}})])
        declared["stages"][1] |= conditions
        declared |= {
            "roleArn": make_role("codepipeline", *grants),
            "variables": [{"name": "go", "defaultValue": go}],
        }
        aws("codepipeline").create_pipeline(pipeline=declared)
        return str(declared["name"])

    return pipeline


def _check(variable="#{variables.go}"):
    return _rule("Check", "VariableCheck", {"Variable": variable, "Operator": "EQ", "Value": "yes"})


def test_a_variable_skips_a_stage(codepipeline, create, wait_for_end):
    name = create({"beforeEntry": _condition("SKIP", _check() | {"timeoutInMinutes": 5})})
    assert wait_for_end(name)["status"] == "Succeeded"
    assert _stage(codepipeline, name)["latestExecution"]["status"] == "Succeeded"

    variables = [{"name": "go", "value": "no"}]
    id_ = codepipeline.start_pipeline_execution(name=name, variables=variables)["pipelineExecutionId"]
    assert wait_for_end(name, id_)["status"] == "Succeeded"

    state = _stage(codepipeline, name)
    assert state["latestExecution"]["status"] == "Skipped"
    condition = state["beforeEntryConditionState"]
    assert condition["latestExecution"] == {
        "status": "Failed",
        "summary": "The rule Check isn't met: no EQ yes",
    }
    rule = condition["conditionStates"][0]["ruleStates"][0]
    assert (rule["ruleName"], rule["latestExecution"]["status"]) == ("Check", "Failed")
    rules = codepipeline.list_rule_executions(pipelineName=name)["ruleExecutionDetails"]
    assert [(rule["pipelineExecutionId"] == id_, rule["status"]) for rule in rules] == [
        (True, "Failed"),
        (False, "Succeeded"),
    ]
    assert rules[0]["input"]["resolvedConfiguration"]["Variable"] == "no"
    declared = codepipeline.get_pipeline(name=name)["pipeline"]["stages"][1]["beforeEntry"]
    assert declared == _condition("SKIP", _check() | {"timeoutInMinutes": 5, "inputArtifacts": []})


def test_a_function_decides_about_a_stage(site, create, wait_for_end, actions):
    def invoke(parameters):
        return _rule("Ask", "LambdaInvoke", site.invoke("Ask", parameters)["configuration"])

    accepted = create({"beforeEntry": _condition("FAIL", invoke({"succeed": {}}))})
    assert wait_for_end(accepted)["status"] == "Succeeded"
    refused = create({"onSuccess": _condition("FAIL", invoke({"fail": "the errors are too many"}))})
    assert wait_for_end(refused)["statusSummary"] == "the errors are too many"
    assert actions(refused).keys() == {"S3", "Go"}


@pytest.mark.parametrize("is_allowed", [True, False])
def test_an_alarm_decides_about_a_stage(aws, codepipeline, create, wait_for_end, is_allowed):
    alarm = unique_name()
    metric = {"MetricName": "Errors", "Namespace": "Example", "Statistic": "Sum", "TreatMissingData": "ignore"}
    limits = {"ComparisonOperator": "GreaterThanThreshold", "Threshold": 0, "EvaluationPeriods": 1, "Period": 60}
    aws("cloudwatch").put_metric_alarm(AlarmName=alarm, **metric, **limits)
    aws("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue="OK", StateReason="test")
    allow = {"Effect": "Allow", "Action": "cloudwatch:DescribeAlarms", "Resource": "*"}
    rule = _rule("Alarm", "CloudWatchAlarm", {"AlarmName": alarm})
    name = create({"onSuccess": _condition("FAIL", rule)}, statements=[allow] if is_allowed else [])

    summary = wait_for_end(name)

    assert summary["status"] == ("Succeeded" if is_allowed else "Failed")
    if not is_allowed:
        assert "cloudwatch:DescribeAlarms" in summary["statusSummary"]
        return
    aws("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="test")
    id_ = codepipeline.start_pipeline_execution(name=name)["pipelineExecutionId"]
    assert wait_for_end(name, id_)["statusSummary"] == f"The alarm {alarm} is in the state ALARM, not OK"


def test_a_failed_condition_is_overridden_once(codepipeline, create, wait_for_end, expect_error):
    name = create({"beforeEntry": _condition("FAIL", _check("no"))})
    id_ = wait_for_end(name)["pipelineExecutionId"]
    override = {"pipelineName": name, "stageName": "Stage1", "pipelineExecutionId": id_}
    not_overridable = ("ConditionNotOverridableException", "override_stage_condition")
    expect_error(*not_overridable, conditionType="ON_SUCCESS", **override)
    other = override | {"pipelineExecutionId": str(uuid.uuid4())}
    expect_error("NotLatestPipelineExecutionException", not_overridable[1], conditionType="BEFORE_ENTRY", **other)

    codepipeline.override_stage_condition(conditionType="BEFORE_ENTRY", **override)

    assert wait_for_end(name, id_)["status"] == "Succeeded"
    condition = _stage(codepipeline, name)["beforeEntryConditionState"]
    assert condition["latestExecution"]["status"] == "Overridden"
    expect_error(*not_overridable, conditionType="BEFORE_ENTRY", **override)


def test_a_failed_stage_is_rolled_back_automatically(codepipeline, site, create, wait_for_end, eventually):
    parameters = {"FunctionName": site.function, "UserParameters": '{"#{variables.go}": "no", "succeed": {}}'}
    go = site.invoke("Go", {}, configuration=parameters)
    name = create({"onFailure": {"result": "ROLLBACK"}}, go)
    good = wait_for_end(name)["pipelineExecutionId"]

    variables = [{"name": "go", "value": "fail"}]
    bad = codepipeline.start_pipeline_execution(name=name, variables=variables)["pipelineExecutionId"]
    assert wait_for_end(name, bad)["status"] == "Failed"

    def rolled_back():
        newest = codepipeline.list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"][0]
        assert newest["executionType"] == "ROLLBACK"
        assert newest["status"] == "Succeeded"
        return newest

    newest = eventually(rolled_back)
    assert newest["rollbackMetadata"] == {"rollbackTargetPipelineExecutionId": good}
    assert newest["trigger"] == {"triggerType": "AutomatedRollback", "triggerDetail": bad}
    assert newest["sourceRevisions"]
    assert _stage(codepipeline, name)["latestExecution"]["type"] == "ROLLBACK"


def test_a_stage_is_rolled_back_by_hand(codepipeline, create, wait_for_end, expect_error):
    name = create({})
    good = wait_for_end(name)["pipelineExecutionId"]
    wait_for_end(name, codepipeline.start_pipeline_execution(name=name)["pipelineExecutionId"])
    rollback = {"pipelineName": name, "stageName": "Stage1", "targetPipelineExecutionId": good}

    id_ = codepipeline.rollback_stage(**rollback)["pipelineExecutionId"]

    assert wait_for_end(name, id_)["trigger"]["triggerType"] == "ManualRollback"
    detail = codepipeline.get_pipeline_execution(pipelineName=name, pipelineExecutionId=id_)["pipelineExecution"]
    assert (detail["executionType"], detail["rollbackMetadata"]["rollbackTargetPipelineExecutionId"]) == (
        "ROLLBACK",
        good,
    )
    filter_ = {"pipelineExecutionId": id_}
    ran = codepipeline.list_action_executions(pipelineName=name, filter=filter_)["actionExecutionDetails"]
    assert [action["actionName"] for action in ran] == ["Go"]
    unable = ("UnableToRollbackStageException", "rollback_stage")
    assert "is a rollback" in expect_error(*unable, **rollback | {"targetPipelineExecutionId": id_})
    assert "source stage" in expect_error(*unable, **rollback | {"stageName": "Source"})
    missing = rollback | {"targetPipelineExecutionId": str(uuid.uuid4())}
    expect_error("PipelineExecutionNotFoundException", "rollback_stage", **missing)
    codepipeline.update_pipeline(pipeline=codepipeline.get_pipeline(name=name)["pipeline"])
    expect_error("PipelineExecutionOutdatedException", "rollback_stage", **rollback)


def test_a_failed_stage_is_retried_automatically(codepipeline, site, create, wait_for_end):
    retry = {"result": "RETRY", "retryConfiguration": {"retryMode": "ALL_ACTIONS"}}
    name = create({"onFailure": retry}, site.invoke("Fail", {"fail": "no"}))

    assert wait_for_end(name)["status"] == "Failed"

    ran = codepipeline.list_action_executions(pipelineName=name)["actionExecutionDetails"]
    assert [action["actionName"] for action in ran] == ["Fail", "Fail", "S3"]
    metadata = _stage(codepipeline, name)["retryStageMetadata"]
    assert metadata == {"autoStageRetryAttempt": 1, "latestRetryTrigger": "AutomatedStageRetry"}


@pytest.mark.parametrize("operation", ["OverrideStageCondition", "RollbackStage"])
def test_the_operations_are_authorized_on_the_stage(aws, create, wait_for_end, target, operation):
    name = create({})
    id_ = wait_for_end(name)["pipelineExecutionId"]
    arn = f"arn:aws:codepipeline:{target.region}:{target.access_key_id}:{name}/Stage2"
    client = _client(aws, target, {"Effect": "Allow", "Action": f"codepipeline:{operation}", "Resource": arn})
    calls = {
        "OverrideStageCondition": lambda stage: client.override_stage_condition(
            pipelineName=name, stageName=stage, pipelineExecutionId=id_, conditionType="BEFORE_ENTRY"
        ),
        "RollbackStage": lambda stage: client.rollback_stage(
            pipelineName=name, stageName=stage, targetPipelineExecutionId=id_
        ),
    }
    with pytest.raises(ClientError, match=f"codepipeline:{operation} on resource: .*{name}/Stage1"):
        calls[operation]("Stage1")
    if operation == "RollbackStage":
        assert calls[operation]("Stage2")["pipelineExecutionId"]
    else:
        with pytest.raises(client.exceptions.ConditionNotOverridableException):
            calls[operation]("Stage2")


def _client(aws, target, statement):
    name = unique_name()
    trust = {"Effect": "Allow", "Principal": {"AWS": target.access_key_id}, "Action": "sts:AssumeRole"}
    documents = [json.dumps({"Version": "2012-10-17", "Statement": [each]}) for each in (trust, statement)]
    arn = aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=documents[0])["Role"]["Arn"]
    aws("iam").put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=documents[1])
    keys = aws("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], target.region)
    return session.client("codepipeline", endpoint_url=target.endpoint_url)
