"""Importing the declaration of a real pipeline."""

import json

import pytest

from slipway.errors import SlipwayError
from slipway.pipeline.importing import adapt, import_pipeline

REAL = {
    "pipeline": {
        "name": "site",
        "version": 7,
        "roleArn": "arn:aws:iam::123456789012:role/site",
        "artifactStores": {"us-east-1": {"type": "S3", "location": "artifacts"}},
        "stages": [
            {
                "name": "Source",
                "actions": [
                    {
                        "name": "Code",
                        "actionTypeId": {"category": "Source", "owner": "AWS", "provider": "S3", "version": "1"},
                        "region": "us-east-1",
                        "configuration": {"S3Bucket": "code", "S3ObjectKey": "site.zip"},
                    }
                ],
            },
            {
                "name": "Approve",
                "actions": [
                    {
                        "name": "Ask",
                        "actionTypeId": {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"},
                        "configuration": {
                            "NotificationArn": "arn:aws:sns:us-east-1:123456789012:topic",
                            "ExternalEntityLink": "arn:aws:sns:us-east-1:111111111111:topic",
                            "CustomData": "in us-east-1",
                        },
                    }
                ],
            },
        ],
    },
    "metadata": {"pipelineArn": "arn:aws:codepipeline:us-east-1:123456789012:site"},
}


def test_own_arns_and_regions_are_those_of_the_target():
    adapted = adapt(REAL, "000000000001", "eu-central-1")
    assert "version" not in adapted
    assert adapted["roleArn"] == "arn:aws:iam::000000000001:role/site"
    assert list(adapted["artifactStores"]) == ["eu-central-1"]
    source, approval = (stage["actions"][0] for stage in adapted["stages"])
    assert source["region"] == "eu-central-1"
    assert approval["configuration"] == {
        "NotificationArn": "arn:aws:sns:eu-central-1:000000000001:topic",
        "ExternalEntityLink": "arn:aws:sns:us-east-1:111111111111:topic",
        "CustomData": "in us-east-1",
    }


def test_without_metadata_the_regions_are_kept():
    pipeline = REAL["pipeline"] | {"artifactStore": {"type": "S3", "location": ""}}
    del pipeline["artifactStores"]
    adapted = adapt({"pipeline": pipeline}, "000000000001", "eu-central-1")
    assert adapted["roleArn"] == "arn:aws:iam::000000000001:role/site"
    assert adapted["artifactStore"]["location"] == ""
    topic = adapted["stages"][1]["actions"][0]["configuration"]["NotificationArn"]
    assert topic == "arn:aws:sns:us-east-1:000000000001:topic"


def test_a_source_is_not_polled(capsys):
    source = adapt(REAL, "000000000001", "eu-central-1")["stages"][0]["actions"][0]
    assert source["configuration"]["PollForSourceChanges"] == "false"
    assert "the source Code is not polled" in capsys.readouterr().err


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "site.json"
    file.write_text(json.dumps(REAL))
    return file


def _identify(target):
    target.answer("get_caller_identity", {"Account": "000000000001"}, "sts")


def test_an_existing_pipeline_is_updated(target, file):
    _identify(target)
    declaration = adapt(REAL, "000000000001", target.region)
    target.refuse("create_pipeline", "PipelineNameInUseException")
    target.answer("update_pipeline", {"pipeline": declaration}, pipeline=declaration)
    assert import_pipeline(target, file) == "site"


def test_a_refusal_is_an_error_with_its_reason(target, file):
    _identify(target)
    message = "Action A: the local AWS doesn't support ECS. Action B: no."
    target.refuse("create_pipeline", "InvalidActionDeclarationException", message=message)
    with pytest.raises(SlipwayError, match=r"site\.json: Action A: the local AWS doesn't support ECS\. Action B: no\."):
        import_pipeline(target, file)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "isn't JSON"),
        ("[]", "has no pipeline: write the output"),
        ('{"pipeline": {"name": "a"}}', "has no pipeline"),
        ('{"name": "a", "roleArn": "a", "stages": 1}', r"Invalid type for parameter pipeline\.stages, value: 1"),
        ('{"name": "a", "roleArn": null, "stages": []}', r"Invalid type for parameter pipeline\.roleArn, value: None"),
        (
            '{"name": "a", "roleArn": "a", "stages": [{"name": "b", "actions": [null]}]}',
            r"Invalid type for parameter pipeline\.stages\[0\]\.actions\[0\], value: None",
        ),
        ('{"pipeline": {"name": "a", "roleArn": "a", "stages": []}, "metadata": 1}', "parameter metadata, value: 1"),
    ],
)
def test_another_file_is_an_error(target, file, content, message):
    file.write_text(content)
    with pytest.raises(SlipwayError, match=message):
        import_pipeline(target, file)


def test_a_missing_file_and_aws_are_errors(target, tmp_path):
    with pytest.raises(SlipwayError, match=r"none\.json: No such file"):
        import_pipeline(target, tmp_path / "none.json")
    target.is_local = False
    with pytest.raises(SlipwayError, match="to the local AWS only"):
        import_pipeline(target, tmp_path / "none.json")
