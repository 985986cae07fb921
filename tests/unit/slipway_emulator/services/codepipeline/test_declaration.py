import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import declaration

ACCOUNT, REGION = "123456789012", "eu-central-1"


@pytest.fixture
def rejection(declare, action):
    """``rejection(stage, …)`` returns the code and the message of the error for a pipeline with these stages."""

    def reject(*stages, **more):
        stages = stages or ({"name": "Go", "actions": [action("A")]},)
        with pytest.raises(ServiceError) as error:
            declaration.validate(declare(*stages, **more), ACCOUNT, REGION)
        return error.value.code, error.value.message

    return reject


def _stage(*actions, **more):
    return {"name": "Go", "actions": list(actions)} | more


def test_defaults_are_added(declare, action):
    validated = declaration.validate(declare(_stage(action("A"))), ACCOUNT, REGION)
    assert validated["executionMode"] == "SUPERSEDED"
    assert validated["stages"][1]["actions"][0] == action("A") | {
        "runOrder": 1,
        "inputArtifacts": [],
        "outputArtifacts": [],
    }


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"inputArtifacts": [{"name": "built"}]}, "no earlier action has the output artifact built"),
        ({"outputArtifacts": [{"name": "Source"}]}, "the output artifact Source is not unique"),
        ({"namespace": "variables"}, "the namespace variables is not unique"),
        ({"configuration": {"FunctionName": "#{Later.x}"}}, "no earlier action has the namespace Later"),
        ({"configuration": {}}, "its configuration requires FunctionName"),
        ({"configuration": {"FunctionName": "f", "Speed": "1"}}, "doesn't support Speed of Invoke/AWS/Lambda"),
        ({"region": "us-east-1"}, "use eu-central-1, not us-east-1"),
        ({"commands": ["ls"]}, "Invoke/AWS/Lambda doesn't support commands"),
        ({"outputArtifacts": [{"name": f"o{n}"} for n in range(6)]}, "requires 0 to 5 outputArtifacts, not 6"),
    ],
)
def test_an_invalid_action_is_rejected_by_name(rejection, action, more, words):
    code, message = rejection(_stage(action("A", **more)))
    assert code == "InvalidActionDeclarationException"
    assert message.startswith("Action A: ")
    assert words in message


def test_everything_that_is_not_supported_is_named(rejection, action):
    ecs = {"category": "Deploy", "owner": "AWS", "provider": "ECS", "version": "1"}
    slow = {"FunctionName": "f", "Speed": "1"}
    message = rejection(_stage(action("A", actionTypeId=ecs), action("B"), action("C", configuration=slow)))[1]
    assert message == (
        "Action A: the local AWS doesn't support the action type Deploy/AWS/ECS, version 1. "
        "Action C: the local AWS doesn't support Speed of Invoke/AWS/Lambda."
    )


def _commands(action, **more):
    type_id = {"category": "Compute", "owner": "AWS", "provider": "Commands", "version": "1"}
    inputs = {"inputArtifacts": [{"name": "Source"}], "configuration": {}, "commands": ["make"]}
    return action("A", **{"actionTypeId": type_id, **inputs, **more})


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"commands": []}, "it requires commands"),
        ({"commands": ["if true\nfi"]}, "a command can't have several lines"),
        ({"inputArtifacts": []}, "requires 1 to 10 inputArtifacts, not 0"),
        ({"outputArtifacts": [{"name": "built"}]}, "the output artifact built requires files"),
        ({"commands": ["echo #{Later.x}"]}, "no earlier action has the namespace Later"),
        ({"environmentVariables": [{"name": "A", "value": "#{Later.x}"}]}, "no earlier action has the namespace Later"),
    ],
)
def test_an_invalid_commands_action_is_rejected(rejection, action, more, words):
    assert words in rejection(_stage(_commands(action, **more)))[1]


def test_commands_and_deployments_of_functions_need_type_v2(rejection, action):
    message = rejection(_stage(_commands(action)), pipelineType="V1")[1]
    assert message == "Action A: the provider Commands requires a pipeline of type V2."


def test_only_builds_use_a_repository_to_clone(declare, rejection, action, source):
    configuration = {"ConnectionArn": "c", "FullRepositoryId": "a/b", "BranchName": "main"}
    connected = {"category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection", "version": "1"}
    clone = configuration | {"OutputArtifactFormat": "CODEBUILD_CLONE_REF"}
    sources = [source(actionTypeId=connected, configuration=clone)]
    invoke = action("A", inputArtifacts=[{"name": "Source"}])
    assert "only a build can use Source" in rejection(_stage(invoke), sources=sources)[1]
    declaration.validate(declare(_stage(_commands(action)), sources=sources), ACCOUNT, REGION)


def test_actions_with_the_same_run_order_cannot_use_each_other_s_artifacts(rejection, action):
    producer, consumer = action("A", outputArtifacts=[{"name": "a"}]), action("B", inputArtifacts=[{"name": "a"}])
    assert "no earlier action" in rejection(_stage(producer, consumer))[1]


def test_an_action_can_use_an_artifact_of_a_lower_run_order(declare, action):
    producer, consumer = (
        action("A", outputArtifacts=[{"name": "a"}]),
        action("B", inputArtifacts=[{"name": "a"}], runOrder=2),
    )
    declaration.validate(declare(_stage(consumer, producer)), ACCOUNT, REGION)


def test_what_is_not_supported_of_the_pipeline_is_named_with_its_actions(declare, action):
    ecs = action("A", actionTypeId={"category": "Deploy", "owner": "AWS", "provider": "ECS", "version": "1"})
    blocked = _stage(ecs, blockers=[{"name": "Closed", "type": "Schedule"}])
    stores = {region: {"type": "S3", "location": "b"} for region in (REGION, "us-east-1")}
    trigger = {"sourceActionName": "Code", "push": [{"branches": {"includes": ["main"]}}]}
    triggers = [{"providerType": "CodeStarSourceConnection", "gitConfiguration": trigger}]
    pipeline = declare(blocked, artifactStores=stores, triggers=triggers)
    del pipeline["artifactStore"]
    with pytest.raises(ServiceError) as error:
        declaration.validate(pipeline, ACCOUNT, REGION)
    assert error.value.message.rstrip(".").split(". ") == [
        "The local AWS doesn't support cross-Region actions: use eu-central-1",
        "The local AWS doesn't support blockers of stage Go",
        "Action A: the local AWS doesn't support the action type Deploy/AWS/ECS, version 1",
        "The trigger of Code is not valid: there is no source action Code with the provider CodeStarSourceConnection",
    ]


def test_a_condition_without_rules_is_rejected(rejection, action):
    assert "the condition onSuccess needs rules" in rejection(_stage(action("A"), onSuccess={"conditions": [{}]}))[1]


@pytest.mark.parametrize(
    ("category", "owner", "provider"),
    [
        ("Deploy", "AWS", "CodeDeploy"),
        ("Source", "ThirdParty", "GitHub"),
        ("Source", "AWS", "CodeCommit"),
        ("Deploy", "AWS", "ECS"),
        ("Build", "Custom", "Jenkins"),
    ],
)
def test_an_unsupported_action_type_is_rejected_by_name(rejection, action, category, owner, provider):
    type_id = {"category": category, "owner": owner, "provider": provider, "version": "1"}
    unsupported = action("A", actionTypeId=type_id)
    sources = {"sources": [unsupported]} if category == "Source" else {}
    code, message = rejection(*([] if sources else [_stage(unsupported)]), **sources)
    assert code == "InvalidActionDeclarationException"
    assert f"doesn't support the action type {category}/{owner}/{provider}" in message


@pytest.mark.parametrize(
    ("kind", "result", "words"),
    [
        ("beforeEntry", "ROLLBACK", "the result of beforeEntry must be one of FAIL, SKIP, not ROLLBACK"),
        ("onSuccess", "SKIP", "the result of onSuccess must be one of FAIL, ROLLBACK, not SKIP"),
        ("onFailure", "SKIP", "the result of onFailure must be one of FAIL, RETRY, ROLLBACK, not SKIP"),
    ],
)
def test_a_condition_s_result_depends_on_its_kind(rejection, action, condition, kind, result, words):
    code, message = rejection(_stage(action("A"), **{kind: condition(result, "Check")}))
    assert (code, message) == ("InvalidStageDeclarationException", f"Stage Go: {words}.")


def test_a_stage_is_skipped_by_a_variable_or_a_function_only(rejection, action, condition):
    entry = condition("SKIP", "Check")
    (rule,) = entry["conditions"][0]["rules"]
    alarm = {"name": "Alarm", "ruleTypeId": rule["ruleTypeId"] | {"provider": "CloudWatchAlarm"}}
    entry["conditions"][0]["rules"].append(alarm | {"configuration": {"AlarmName": "errors"}})
    message = rejection(_stage(action("A"), beforeEntry=entry))[1]
    assert message.endswith("the result SKIP allows the rules LambdaInvoke, VariableCheck only, not CloudWatchAlarm.")


def test_conditions_need_type_v2_and_rollbacks_an_order_of_executions(rejection, action):
    stage = _stage(action("A"), onFailure={"result": "ROLLBACK"})
    assert "onFailure require a pipeline of type V2" in rejection(stage, pipelineType="V1")[1]
    assert "mode PARALLEL can't be rolled back" in rejection(stage, executionMode="PARALLEL")[1]
    stage["onFailure"] = {"result": "ROLLBACK", "retryConfiguration": {"retryMode": "ALL_ACTIONS"}}
    assert "retryConfiguration needs the result RETRY" in rejection(stage)[1]


def test_a_rule_is_validated_like_an_action(rejection, action):
    type_id = {"category": "Rule", "owner": "AWS", "provider": "VariableCheck", "version": "1"}
    rule = {"name": "Check", "ruleTypeId": type_id, "configuration": {"Variable": "#{Later.x}", "Operator": "EQ"}}
    stage = _stage(action("A"), beforeEntry={"conditions": [{"result": "FAIL", "rules": [rule]}]})
    assert rejection(stage)[1].startswith("Rule Check: its configuration requires Value.")
    rule["configuration"]["Value"] = "1"
    assert rejection(stage)[1] == "Rule Check: no earlier action has the namespace Later."
    rule["ruleTypeId"] = {"category": "Rule", "provider": "Weather"}
    assert "doesn't support the action type Rule/AWS/Weather" in rejection(stage)[1]


def test_polling_is_rejected_with_an_alternative(rejection, source):
    polling = source(configuration={"S3Bucket": "bucket", "S3ObjectKey": "key.zip"})
    assert "start the pipeline with an EventBridge rule" in rejection(sources=[polling])[1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"pipelineType": "V1", "executionMode": "QUEUED"}, "QUEUED require a pipeline of type V2"),
        ({"pipelineType": "V1", "variables": [{"name": "a"}]}, "variables require a pipeline of type V2"),
        ({"variables": [{"name": "a"}, {"name": "a"}]}, "The variable a is declared twice"),
        ({"roleArn": "arn:aws:iam::111111111111:role/other"}, "in another account"),
        ({"artifactStores": {"us-east-1": {"type": "S3", "location": "b"}}}, "either artifactStore or artifactStores"),
    ],
)
def test_an_invalid_pipeline_is_rejected(rejection, more, words):
    code, message = rejection(**more)
    assert code == "InvalidStructureException"
    assert words in message


def test_source_actions_are_allowed_in_the_first_stage_only(rejection, action, source):
    assert "must be in the first stage" in rejection(_stage(source("Late")))[1]
    assert "source actions only" in rejection(sources=[source(), action("A")])[1]


def test_names_of_actions_and_stages_must_be_unique(rejection, action):
    assert "action name A is not unique" in rejection(_stage(action("A"), action("A")))[1]
    assert "stage name Go is not unique" in rejection(_stage(action("A")), _stage(action("B")))[1]
