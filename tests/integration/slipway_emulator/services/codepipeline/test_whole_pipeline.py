"""A pipeline with all types of actions, which builds a site from a commit and a metadata object."""

import io
import json
import zipfile

import pytest

from slipway.harness import unique_name

BUILDSPEC = """
version: 0.2
phases:
  build:
    commands:
      - {command}
      - mkdir site
      - cat page.html "$CODEBUILD_SRC_DIR_metadata/metadata.json" > site/index.html
artifacts:
  base-directory: site
  files: ["**/*"]
"""


@pytest.fixture
def put_metadata(aws, site):
    """``put_metadata(text)`` uploads the zip of the S3 source."""

    def put(text):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("metadata.json", text)
        aws("s3").put_object(Bucket=site.bucket, Key="metadata.zip", Body=buffer.getvalue())

    put("A")
    return put


@pytest.fixture
def project(aws, site, make_role):
    """The name of a CodeBuild project, and ``set_command(command)``, which sets the first command of its builds."""
    name, codebuild = unique_name(), aws("codebuild")
    objects = {"Effect": "Allow", "Action": "s3:*", "Resource": f"arn:aws:s3:::{site.bucket}/*"}
    logs = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    codebuild.create_project(
        name=name,
        serviceRole=make_role("codebuild", objects, logs),
        source={"type": "CODEPIPELINE", "buildspec": BUILDSPEC.format(command="true")},
        artifacts={"type": "CODEPIPELINE"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
    )

    def set_command(command):
        buildspec = BUILDSPEC.format(command=command)
        codebuild.update_project(name=name, source={"type": "CODEPIPELINE", "buildspec": buildspec})

    return name, set_command


@pytest.fixture
def pipeline(aws, site, make_role, repository, put_metadata, project):
    """The names of the pipeline and of its site's bucket; a rule starts the pipeline when the metadata change."""
    bucket, name = unique_name(), unique_name()
    aws("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    connection = aws("codestar-connections").create_connection(ProviderType="GitHub", ConnectionName=name)[
        "ConnectionArn"
    ]
    grants = {
        "s3:*": [f"arn:aws:s3:::{each}" for each in (site.bucket, f"{site.bucket}/*", f"{bucket}/*")],
        "codestar-connections:UseConnection": connection,
        "codebuild:*": "*",
        "lambda:InvokeFunction": "*",
    }
    statements = [{"Effect": "Allow", "Action": action, "Resource": where} for action, where in grants.items()]
    site.create(
        name=name,
        roleArn=make_role("codepipeline", *statements),
        stages=_stages(site, connection, repository.name, project[0], bucket),
    )
    arn = aws("codepipeline").get_pipeline(name=name)["metadata"]["pipelineArn"]
    start = {"Effect": "Allow", "Action": "codepipeline:StartPipelineExecution", "Resource": arn}
    detail = {"bucket": {"name": [site.bucket]}, "object": {"key": ["metadata.zip"]}}
    pattern = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail}
    aws("events").put_rule(Name=name, EventPattern=json.dumps(pattern))
    aws("events").put_targets(Rule=name, Targets=[{"Id": "a", "Arn": arn, "RoleArn": make_role("events", start)}])
    yield name, bucket
    aws("events").remove_targets(Rule=name, Ids=["a"])
    aws("events").delete_rule(Name=name)
    aws("codepipeline").delete_pipeline(name=name)


def _stages(site, connection, repository, project, bucket):
    code = {"ConnectionArn": connection, "FullRepositoryId": repository, "BranchName": "main"}
    metadata = {"S3Bucket": site.bucket, "S3ObjectKey": "metadata.zip", "PollForSourceChanges": "false"}
    build = {"ProjectName": project, "PrimarySource": "code"}
    sources = [
        _action("Code", "Source", "CodeStarSourceConnection", code, outputs=["code"]) | {"namespace": "Code"},
        _action("Metadata", "Source", "S3", metadata, outputs=["metadata"]),
    ]
    return [
        {"name": "Source", "actions": sources},
        {
            "name": "Build",
            "actions": [_action("Build", "Build", "CodeBuild", build, ["code", "metadata"], ["built"])],
        },
        {
            "name": "Deploy",
            "actions": [
                _action("Deploy", "Deploy", "S3", {"BucketName": bucket, "Extract": "true"}, ["built"]),
                site.invoke("Notify", {"succeed": {"commit": "#{Code.CommitId}"}}, runOrder=2),
            ],
        },
    ]


def _action(name, category, provider, configuration, inputs=(), outputs=()):
    return {
        "name": name,
        "actionTypeId": {"category": category, "owner": "AWS", "provider": provider, "version": "1"},
        "configuration": configuration,
        "inputArtifacts": [{"name": each} for each in inputs],
        "outputArtifacts": [{"name": each} for each in outputs],
    }


@pytest.fixture
def wait_for_page(aws, pipeline, eventually):
    """``wait_for_page(text)`` waits until the site's page has a text."""

    def wait(text):
        def check():
            listed = aws("s3").list_objects_v2(Bucket=pipeline[1]).get("Contents", [])
            assert [each["Key"] for each in listed] == ["index.html"]
            assert aws("s3").get_object(Bucket=pipeline[1], Key="index.html")["Body"].read().decode() == text

        eventually(check, timeout=60)

    return wait


def test_a_commit_and_a_metadata_object_each_update_the_site(
    pipeline, repository, put_metadata, wait_for_page, actions, eventually
):
    wait_for_page("one A")
    commit = repository.commit("page.html", "two ")
    wait_for_page("one two A")

    def notified():
        assert actions(pipeline[0])["Notify"]["output"]["outputVariables"] == {"commit": commit}

    eventually(notified)
    put_metadata("B")
    wait_for_page("one two B")


def test_concurrent_changes_are_all_published(repository, put_metadata, wait_for_page):
    wait_for_page("one A")
    repository.commit("page.html", "two ")
    put_metadata("B")
    repository.commit("page.html", "three ")
    wait_for_page("one two three B")


def test_a_failed_build_keeps_the_site_and_a_retry_after_the_fix_publishes(
    aws, pipeline, project, repository, wait_for_page, wait_for_end, eventually
):
    wait_for_page("one A")
    project[1]("false")
    repository.commit("page.html", "two ")

    def fails():
        newest = aws("codepipeline").list_pipeline_executions(pipelineName=pipeline[0])["pipelineExecutionSummaries"][0]
        assert (newest["trigger"]["triggerType"], newest["status"]) == ("WebhookV2", "Failed")
        return newest["pipelineExecutionId"]

    id_ = eventually(fails, timeout=60)
    wait_for_page("one A")
    project[1]("true")
    aws("codepipeline").retry_stage_execution(
        pipelineName=pipeline[0], stageName="Build", pipelineExecutionId=id_, retryMode="FAILED_ACTIONS"
    )
    wait_for_page("one two A")
