"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html"""

import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    pass\n"


def profile(target, version="abcdefghij"):
    return f"arn:aws:signer:{target.region}:{target.access_key_id}:/signing-profiles/example/{version}"


def created(aws, target, **settings):
    publishers = {"SigningProfileVersionArns": [profile(target)]}
    return aws("lambda").create_code_signing_config(AllowedPublishers=publishers, **settings)["CodeSigningConfig"]


def test_a_configuration_is_created_read_changed_listed_and_deleted(aws, target):
    client = aws("lambda")
    config = created(aws, target, Description="example")
    arn = config["CodeSigningConfigArn"]
    assert arn.endswith(f":code-signing-config:{config['CodeSigningConfigId']}")
    assert config["CodeSigningPolicies"] == {"UntrustedArtifactOnDeployment": "Warn"}
    assert client.get_code_signing_config(CodeSigningConfigArn=arn)["CodeSigningConfig"] == config
    policies = {"UntrustedArtifactOnDeployment": "Enforce"}
    changed = client.update_code_signing_config(CodeSigningConfigArn=arn, CodeSigningPolicies=policies)
    assert changed["CodeSigningConfig"]["CodeSigningPolicies"] == policies
    assert changed["CodeSigningConfig"]["Description"] == "example"
    assert arn in [one["CodeSigningConfigArn"] for one in client.list_code_signing_configs()["CodeSigningConfigs"]]
    client.delete_code_signing_config(CodeSigningConfigArn=arn)
    with pytest.raises(ClientError, match="CodeSigningConfigNotFoundException"):
        client.get_code_signing_config(CodeSigningConfigArn=arn)


def test_a_function_uses_a_configuration(aws, target, function):
    client, arn = aws("lambda"), created(aws, target)["CodeSigningConfigArn"]
    name = function(aws, SOURCE).split(":")[-2]
    assert not client.get_function_code_signing_config(FunctionName=name).get("CodeSigningConfigArn")
    client.put_function_code_signing_config(FunctionName=name, CodeSigningConfigArn=arn)
    assert client.get_function_code_signing_config(FunctionName=name)["CodeSigningConfigArn"] == arn
    (function_arn,) = client.list_functions_by_code_signing_config(CodeSigningConfigArn=arn)["FunctionArns"]
    assert function_arn.endswith(f":function:{name}")
    with pytest.raises(ClientError, match="ResourceConflictException"):
        client.delete_code_signing_config(CodeSigningConfigArn=arn)
    client.delete_function_code_signing_config(FunctionName=name)
    client.delete_code_signing_config(CodeSigningConfigArn=arn)


def test_a_function_is_created_with_a_configuration(aws, target, function):
    arn = created(aws, target)["CodeSigningConfigArn"]
    name = function(aws, SOURCE, CodeSigningConfigArn=arn).split(":")[-2]
    assert aws("lambda").get_function_code_signing_config(FunctionName=name)["CodeSigningConfigArn"] == arn
    with pytest.raises(ClientError, match="CodeSigningConfigNotFoundException"):
        function(aws, SOURCE, CodeSigningConfigArn=arn[:-17] + "0" * 17)


def test_a_configuration_is_tagged_and_untagged(aws, target):
    client, arn = aws("lambda"), created(aws, target, Tags={"a": "1", "b": "1"})["CodeSigningConfigArn"]
    client.tag_resource(Resource=arn, Tags={"b": "2", "c": "2"})
    client.untag_resource(Resource=arn, TagKeys=["a"])
    assert client.list_tags(Resource=arn)["Tags"] == {"b": "2", "c": "2"}


def test_something_else_than_a_profile_is_refused(aws):
    publishers = {"SigningProfileVersionArns": ["arn:aws:signer:eu-central-1:123456789012:/other"]}
    with pytest.raises(ClientError, match="signing profile"):
        aws("lambda").create_code_signing_config(AllowedPublishers=publishers)


@pytest.mark.upstream
def test_unpatched_ministack_creates_nothing(unpatched_aws, unpatched_target):
    with pytest.raises(KeyError):
        created(unpatched_aws, unpatched_target)
