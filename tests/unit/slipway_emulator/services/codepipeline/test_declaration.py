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


def test_actions_with_the_same_run_order_cannot_use_each_other_s_artifacts(rejection, action):
    producer, consumer = action("A", outputArtifacts=[{"name": "a"}]), action("B", inputArtifacts=[{"name": "a"}])
    assert "no earlier action" in rejection(_stage(producer, consumer))[1]


def test_an_action_can_use_an_artifact_of_a_lower_run_order(declare, action):
    producer, consumer = (
        action("A", outputArtifacts=[{"name": "a"}]),
        action("B", inputArtifacts=[{"name": "a"}], runOrder=2),
    )
    declaration.validate(declare(_stage(consumer, producer)), ACCOUNT, REGION)


@pytest.mark.parametrize(
    ("category", "owner", "provider"),
    [
        ("Deploy", "AWS", "CloudFormation"),
        ("Source", "ThirdParty", "GitHub"),
        ("Source", "AWS", "ECR"),
        ("Compute", "AWS", "Commands"),
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


@pytest.mark.parametrize("part", ["beforeEntry", "onSuccess", "onFailure"])
def test_conditions_of_a_stage_are_rejected_by_name(rejection, action, part):
    code, message = rejection(_stage(action("A"), **{part: {"result": "ROLLBACK"}}))
    assert (code, message) == ("InvalidStageDeclarationException", f"The local AWS doesn't support {part} of stage Go.")


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
