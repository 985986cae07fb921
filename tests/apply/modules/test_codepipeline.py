"""A pipeline is started by its source and by nothing else, and does what its role allows."""

import io
import zipfile
from pathlib import Path

import pytest

from slipway.harness import unique_name

MODULE = Path(__file__).parents[3] / "modules" / "codepipeline"


@pytest.fixture(scope="module")
def buckets(aws):
    """Names of a versioned bucket that sends its events, and of one to deploy to; emptied and deleted at the end."""
    client, names = aws("s3"), (f"{unique_name()}-source", f"{unique_name()}-site")
    for name in names:
        client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": client.meta.region_name})
    client.put_bucket_versioning(Bucket=names[0], VersioningConfiguration={"Status": "Enabled"})
    client.put_bucket_notification_configuration(
        Bucket=names[0], NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    yield names
    for name in names:
        pages = client.get_paginator("list_object_versions").paginate(Bucket=name)
        for item in [item for page in pages for item in page.get("Versions", []) + page.get("DeleteMarkers", [])]:
            client.delete_object(Bucket=name, Key=item["Key"], VersionId=item["VersionId"])
        client.delete_bucket(Bucket=name)


@pytest.fixture(scope="module")
def stack(tf_module, buckets):
    """A pipeline that deploys an object of a bucket, once somebody approves."""
    source, site = (f"arn:aws:s3:::{name}" for name in buckets)
    approve = {"name": "Approve", "actions": [{"name": "Release", "approval": {"message": "Go?"}}]}
    deploy = {"name": "Site", "inputs": ["site"], "s3": {"bucket_arn": site}}
    return tf_module(
        MODULE,
        name=unique_name(),
        sources={"site": {"s3": {"bucket_arn": source, "key": "site.zip"}}},
        stages=[approve, {"name": "Deploy", "actions": [deploy]}],
    ).apply()


def put(aws, bucket, text, key="site.zip"):
    """Put a zip that holds one page, and return its version."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.html", text)
    return aws("s3").put_object(Bucket=bucket, Key=key, Body=archive.getvalue())["VersionId"]


def executions(aws, name):
    """Return the executions, newest first."""
    return aws("codepipeline").list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"]


def test_a_new_version_of_the_object_is_deployed_once_it_is_approved(stack, aws, buckets, eventually):
    client, name = aws("codepipeline"), stack.outputs["name"]

    def first_has_failed():
        assert [item["status"] for item in executions(aws, name)] == [
            "Failed"
        ]  # of the creation: there is no object yet

    eventually(first_has_failed, timeout=60)
    put(aws, buckets[0], "other", key="other.zip")
    version = put(aws, buckets[0], "hello")

    def waiting():
        newest = executions(aws, name)[0]
        assert [item["revisionId"] for item in newest["sourceRevisions"]] == [version]
        states = {item["stageName"]: item for item in client.get_pipeline_state(name=name)["stageStates"]}
        assert states["Approve"]["actionStates"][0]["latestExecution"]["status"] == "InProgress"
        return newest, states["Approve"]["actionStates"][0]["latestExecution"]["token"]

    newest, token = eventually(waiting, timeout=60)
    assert newest["trigger"]["triggerType"] == "CloudWatchEvent"
    assert "Contents" not in aws("s3").list_objects_v2(Bucket=buckets[1])
    client.put_approval_result(
        pipelineName=name,
        stageName="Approve",
        actionName="Release",
        result={"summary": "fine", "status": "Approved"},
        token=token,
    )

    def succeeded():
        assert executions(aws, name)[0]["status"] == "Succeeded"

    eventually(succeeded, timeout=60)
    assert aws("s3").get_object(Bucket=buckets[1], Key="index.html")["Body"].read() == b"hello"
    stack.assert_converged()
