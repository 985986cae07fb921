"""The operations of CodePipeline. boto3 parses every response by botocore's model of the service."""

import json
import re
import uuid
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

PAGE = (Path(__file__).parents[5] / "docs" / "local-aws.md").read_text()
UNSUPPORTED = set(re.findall(r"`(\w+)`", re.findall(r"^\| CodePipeline \| `.+` \| (`.+`) \|$", PAGE, re.MULTILINE)[0]))


def test_every_operation_is_supported_or_rejected_by_name(codepipeline):
    """Each is called with the minimal input that its model accepts."""
    client = boto3.client(
        "codepipeline",
        endpoint_url=codepipeline.meta.endpoint_url,
        region_name="eu-central-1",
        aws_access_key_id=codepipeline._request_signer._credentials.access_key,
        aws_secret_access_key=codepipeline._request_signer._credentials.secret_key,
    )
    model = client.meta.service_model
    errors = {
        name: _error(client, name, _minimal(model.operation_model(name).input_shape)) for name in model.operation_names
    }
    rejected = {
        name
        for name, (_, message) in errors.items()
        if message == f"The local AWS doesn't support {name} of codepipeline."
    }
    assert rejected == UNSUPPORTED
    for name, (code, _) in errors.items():
        codes = {shape.name for shape in model.operation_model(name).error_shapes}
        assert code in codes | {"ValidationException", None}


def _error(client, operation, parameters):
    try:
        client._make_api_call(operation, parameters)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    return None, None


def _minimal(shape):
    """Return the minimal value that a shape accepts."""
    if shape.type_name == "structure":
        return {name: _minimal(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [_minimal(shape.member)] * shape.metadata.get("min", 0)
    if shape.type_name == "map":
        return {}
    if shape.type_name in ("integer", "long"):
        return shape.metadata.get("min", 1)
    if shape.type_name == "string":
        return _minimal_string(shape)
    return {"boolean": True, "timestamp": 0}[shape.type_name]


def _minimal_string(shape):
    if shape.metadata.get("enum"):
        return shape.metadata["enum"][0]
    pattern = shape.metadata.get("pattern", "")
    if "8}-" in pattern:
        return str(uuid.UUID(int=0))
    texts = {
        "AWS|ThirdParty": "AWS",
        "arn:aws(-[\\w]+)*:iam": "arn:aws:iam::123456789012:role/a",
        "arn:": "arn:aws:s3:::a",
    }
    for start, text in texts.items():
        if start in pattern:
            return text
    return "1".ljust(shape.metadata.get("min", 1), "1")


def test_a_pipeline_is_created_read_updated_listed_and_deleted(site, codepipeline, expect_error, wait_for_end):
    declared = site.declare([site.invoke("Go", {"succeed": {}})], executionMode="QUEUED")
    name = declared["name"]
    created = codepipeline.create_pipeline(pipeline=declared, tags=[{"key": "team", "value": "a"}])
    assert (created["pipeline"]["version"], created["tags"]) == (1, [{"key": "team", "value": "a"}])
    message = expect_error("PipelineNameInUseException", "create_pipeline", pipeline=declared)
    assert name in message

    wait_for_end(name)
    declared["stages"][1]["actions"][0]["runOrder"] = 5
    assert codepipeline.update_pipeline(pipeline=declared)["pipeline"]["version"] == 2
    response = codepipeline.get_pipeline(name=name)
    assert response["pipeline"]["stages"][1]["actions"][0]["runOrder"] == 5
    assert response["metadata"]["pipelineArn"].endswith(f":codepipeline:eu-central-1:{_account(codepipeline)}:{name}")
    assert codepipeline.get_pipeline(name=name, version=1)["pipeline"]["stages"][1]["actions"][0]["runOrder"] == 1
    expect_error("PipelineVersionNotFoundException", "get_pipeline", name=name, version=3)

    listed = codepipeline.list_pipelines(maxResults=1)
    names = [each["name"] for page in _pages(codepipeline) for each in page["pipelines"]]
    assert len(listed["pipelines"]) == 1
    assert name in names

    codepipeline.delete_pipeline(name=name)
    codepipeline.delete_pipeline(name=name)
    expect_error("PipelineNotFoundException", "get_pipeline", name=name)


def _pages(codepipeline):
    return codepipeline.get_paginator("list_pipelines").paginate(PaginationConfig={"PageSize": 1})


def _account(codepipeline):
    return codepipeline._request_signer._credentials.access_key


def test_tags_are_added_listed_and_removed(site, codepipeline, expect_error):
    name = site.create([site.invoke("Go", {"succeed": {}})])
    arn = codepipeline.get_pipeline(name=name)["metadata"]["pipelineArn"]
    codepipeline.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
    codepipeline.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert codepipeline.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "b", "value": "2"}]
    expect_error("ResourceNotFoundException", "list_tags_for_resource", resourceArn=f"{arn}x")
    expect_error("InvalidTagsException", "tag_resource", resourceArn=arn, tags=[{"key": "aws:a", "value": "1"}])


def test_executions_are_started_once_for_a_token_and_listed(site, codepipeline, expect_error, wait_for_end, actions):
    older = site.put_source(b"older")
    site.put_source(b"newer")
    parameters = {"succeed": {"color": "#{variables.color}"}}
    name = site.create([site.invoke("Go", parameters)], variables=[{"name": "color", "defaultValue": "red"}])
    wait_for_end(name)
    start = {
        "name": name,
        "clientRequestToken": "one",
        "variables": [{"name": "color", "value": "blue"}],
        "sourceRevisions": [
            {"actionName": "S3", "revisionType": "S3_OBJECT_VERSION_ID", "revisionValue": older},
        ],
    }
    id_ = codepipeline.start_pipeline_execution(**start)["pipelineExecutionId"]
    assert codepipeline.start_pipeline_execution(**start)["pipelineExecutionId"] == id_
    summary = wait_for_end(name, id_)
    assert summary["trigger"]["triggerType"] == "StartPipelineExecution"
    assert [each["revisionId"] for each in summary["sourceRevisions"]] == [older]
    assert actions(name)["Go"]["output"]["outputVariables"] == {"color": "blue"}

    execution = codepipeline.get_pipeline_execution(pipelineName=name, pipelineExecutionId=id_)["pipelineExecution"]
    assert execution["variables"] == [{"name": "color", "resolvedValue": "blue"}]
    assert execution["artifactRevisions"][0]["revisionId"] == older
    listed = codepipeline.list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"]
    assert [each["trigger"]["triggerType"] for each in listed] == ["StartPipelineExecution", "CreatePipeline"]
    unknown = str(uuid.uuid4())
    expect_error(
        "PipelineExecutionNotFoundException", "get_pipeline_execution", pipelineName=name, pipelineExecutionId=unknown
    )
    expect_error("ValidationException", "start_pipeline_execution", name=name, variables=[{"name": "x", "value": "1"}])
    expect_error("PipelineNotFoundException", "start_pipeline_execution", name="unknown")


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda declared: declared["stages"].pop(), "InvalidStructureException", "two stages"),
        (lambda declared: declared["stages"].reverse(), "InvalidStructureException", "first stage"),
        (
            lambda declared: declared.update(pipelineType="V1", executionMode="QUEUED"),
            "InvalidStructureException",
            "V2",
        ),
        (lambda declared: declared.pop("artifactStore"), "InvalidStructureException", "artifactStore"),
        (lambda declared: declared.update(name="a b"), "ValidationException", "pipeline.name"),
    ],
)
def test_an_invalid_structure_is_rejected(site, expect_error, change, code, words):
    declared = site.declare([site.invoke("Go", {})])
    change(declared)
    assert words in expect_error(code, "create_pipeline", pipeline=declared)


def test_a_role_that_codepipeline_cannot_assume_is_rejected(site, codepipeline, expect_error, make_role):
    missing = f"{site.role_arn}-missing"
    untrusting = make_role("lambda")
    name = site.create([site.invoke("Go", {"succeed": {}})])

    for role in (missing, untrusting):
        message = f"CodePipeline is not authorized to perform AssumeRole on role {role}"
        declared = site.declare([site.invoke("Go", {})], roleArn=role)
        assert expect_error("InvalidStructureException", "create_pipeline", pipeline=declared) == message
        declared["name"] = name
        assert expect_error("InvalidStructureException", "update_pipeline", pipeline=declared) == message
    assert codepipeline.get_pipeline(name=name)["pipeline"]["version"] == 1


def test_a_bucket_that_does_not_exist_is_rejected(site, target, expect_error):
    message = (
        "An error occurred while validating the artifact bucket 'no-bucket': No bucket with the name no-bucket was "
        f"found. Choose a valid artifact bucket in '{target.region}', or create a new artifact bucket to use in "
        "your pipeline."
    )
    store = {"type": "S3", "location": "no-bucket"}
    declared = site.declare([site.invoke("Go", {})], artifactStore=store)
    assert expect_error("InvalidStructureException", "create_pipeline", pipeline=declared) == message
    declared["artifactStores"] = {target.region: declared.pop("artifactStore")}
    assert expect_error("InvalidStructureException", "create_pipeline", pipeline=declared) == message
    declared = site.declare([site.invoke("Go", {})], name=site.create([site.invoke("Go", {"succeed": {}})]))
    declared["artifactStore"] = store
    assert expect_error("InvalidStructureException", "update_pipeline", pipeline=declared) == message


def test_a_caller_without_permission_on_the_pipeline_s_arn_is_denied(site, aws, target, make_role):
    name = site.create([site.invoke("Go", {"succeed": {}})])
    client = _client(
        aws, target, {"Effect": "Allow", "Action": "codepipeline:*", "Resource": f"arn:aws:codepipeline:*:*:{name}"}
    )
    client.get_pipeline(name=name)
    with pytest.raises(ClientError, match="not authorized to perform: codepipeline:GetPipeline"):
        client.get_pipeline(name=f"{name}x")


def test_a_caller_without_permission_to_pass_the_role_cannot_create_a_pipeline(site, aws, target):
    client = _client(aws, target, {"Effect": "Allow", "Action": "codepipeline:*", "Resource": "*"})
    with pytest.raises(ClientError, match=f"iam:PassRole on resource: {site.role_arn}"):
        client.create_pipeline(pipeline=site.declare([site.invoke("Go", {})]))


def _client(aws, target, *statements):
    trust = {"Effect": "Allow", "Principal": {"AWS": target.access_key_id}, "Action": "sts:AssumeRole"}
    documents = [_policy(trust), _policy(*statements)]
    iam, name = aws("iam"), unique_name()
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=documents[0])["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=documents[1])
    keys = aws("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], target.region)
    return session.client("codepipeline", endpoint_url=target.endpoint_url)


def _policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def test_a_pipeline_is_invisible_to_other_accounts_and_regions(site, local_aws, target):
    name = site.create([site.invoke("Go", {"succeed": {}})])
    others = [("210987654321", target.region), (target.access_key_id, "us-east-1")]
    for account, region in others:
        client = local_aws.target(region, account).client("codepipeline")
        assert client.list_pipelines()["pipelines"] == []
        with pytest.raises(client.exceptions.PipelineNotFoundException):
            client.start_pipeline_execution(name=name)
