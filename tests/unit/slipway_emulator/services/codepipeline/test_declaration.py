import pytest

from slipway_emulator.services.aws_json import ServiceError
from slipway_emulator.services.codepipeline import declaration

ACCOUNT, REGION = "123456789012", "eu-central-1"


@pytest.fixture
def refusal(declare, action):
    """``refusal(stage, …)`` is the code and the message with which a pipeline of these stages is refused."""

    def refuse(*stages, **more):
        stages = stages or ({"name": "Go", "actions": [action("A")]},)
        with pytest.raises(ServiceError) as error:
            declaration.checked(declare(*stages, **more), ACCOUNT, REGION)
        return error.value.code, error.value.message

    return refuse


def _stage(*actions, **more):
    return {"name": "Go", "actions": list(actions)} | more


def test_defaults_are_written_out(declare, action):
    found = declaration.checked(declare(_stage(action("A"))), ACCOUNT, REGION)
    assert found["executionMode"] == "SUPERSEDED"
    assert found["stages"][1]["actions"][0] == action("A") | {
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
        ({"configuration": {}}, "its configuration lacks FunctionName"),
        ({"region": "us-east-1"}, "actions in eu-central-1 only, not in us-east-1"),
        ({"commands": ["ls"]}, "commands can't be given to Invoke/AWS/Lambda"),
        ({"outputArtifacts": [{"name": f"o{n}"} for n in range(6)]}, "takes 0 to 5 outputArtifacts, not 6"),
    ],
)
def test_an_action_that_doesn_t_fit_is_refused_with_its_name(refusal, action, more, words):
    code, message = refusal(_stage(action("A", **more)))
    assert code == "InvalidActionDeclarationException"
    assert message.startswith("Action A: ")
    assert words in message


def test_actions_of_one_run_order_can_t_use_each_other_s_artifacts(refusal, action):
    making, taking = action("A", outputArtifacts=[{"name": "a"}]), action("B", inputArtifacts=[{"name": "a"}])
    assert "no earlier action" in refusal(_stage(making, taking))[1]


def test_an_artifact_of_a_lower_run_order_is_there(declare, action):
    making, taking = (
        action("A", outputArtifacts=[{"name": "a"}]),
        action("B", inputArtifacts=[{"name": "a"}], runOrder=2),
    )
    declaration.checked(declare(_stage(taking, making)), ACCOUNT, REGION)


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
def test_an_action_type_that_doesn_t_run_here_is_refused_by_its_name(refusal, action, category, owner, provider):
    type_id = {"category": category, "owner": owner, "provider": provider, "version": "1"}
    changed = action("A", actionTypeId=type_id)
    found = {"sources": [changed]} if category == "Source" else {}
    code, message = refusal(*([] if found else [_stage(changed)]), **found)
    assert code == "InvalidActionDeclarationException"
    assert f"doesn't run the action type {category}/{owner}/{provider}" in message


@pytest.mark.parametrize("part", ["beforeEntry", "onSuccess", "onFailure"])
def test_a_stage_s_conditions_are_refused_by_their_name(refusal, action, part):
    code, message = refusal(_stage(action("A"), **{part: {"result": "ROLLBACK"}}))
    assert (code, message) == ("InvalidStageDeclarationException", f"The local AWS doesn't run {part} of stage Go.")


def test_polling_is_refused_with_what_to_do_instead(refusal, source):
    changed = source(configuration={"S3Bucket": "bucket", "S3ObjectKey": "key.zip"})
    assert "start the pipeline by an EventBridge rule" in refusal(sources=[changed])[1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"pipelineType": "V1", "executionMode": "QUEUED"}, "QUEUED need a pipeline of type V2"),
        ({"pipelineType": "V1", "variables": [{"name": "a"}]}, "variables need a pipeline of type V2"),
        ({"variables": [{"name": "a"}, {"name": "a"}]}, "The variable a is declared twice"),
        ({"roleArn": "arn:aws:iam::111111111111:role/other"}, "of another account"),
        ({"artifactStores": {"us-east-1": {"type": "S3", "location": "b"}}}, "either artifactStore or artifactStores"),
    ],
)
def test_a_pipeline_that_doesn_t_fit_is_refused(refusal, more, words):
    code, message = refusal(**more)
    assert code == "InvalidStructureException"
    assert words in message


def test_a_source_after_the_first_stage_and_anything_else_in_it_are_refused(refusal, action, source):
    assert "must be in the first stage" in refusal(_stage(source("Late")))[1]
    assert "source actions only" in refusal(sources=[source(), action("A")])[1]


def test_names_are_unique(refusal, action):
    assert "action name A is not unique" in refusal(_stage(action("A"), action("A")))[1]
    assert "stage name Go is not unique" in refusal(_stage(action("A")), _stage(action("B")))[1]
