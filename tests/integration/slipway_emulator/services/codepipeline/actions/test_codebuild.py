"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html

The action needs MiniStack's process, in which its build runs, so the tests run it in a pipeline.
"""

import io
import json
import zipfile

import pytest

from slipway.harness import unique_name

SPEC = """
version: 0.2
env: {exported-variables: [TAG]}
phases:
  build:
    commands:
      - export TAG=$(cat name)-$(cat $CODEBUILD_SRC_DIR_second/name)-$GIVEN
      - echo "$TAG" >out.txt
      - env | grep CODEBUILD_ >variables.txt
artifacts: {files: ['*.txt']}
"""
TYPE = {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"}
START_ACTIONS = ["codebuild:StartBuild", "codebuild:BatchGetBuilds", "codebuild:StopBuild"]


@pytest.fixture
def project(aws, make_role, site):
    """The name of a project for pipelines."""
    name = unique_name()
    statement = {"Effect": "Allow", "Action": ["logs:*", "s3:GetObject", "s3:PutObject"], "Resource": "*"}
    aws("codebuild").create_project(
        name=name,
        source={"type": "CODEPIPELINE"},
        artifacts={"type": "CODEPIPELINE"},
        environment={"type": "LINUX_CONTAINER", "image": "image", "computeType": "BUILD_GENERAL1_SMALL"},
        serviceRole=make_role("codebuild", statement),
    )
    return name


@pytest.fixture
def pipeline(aws, make_role, site, project, target, zipped):
    """``pipeline(buildspec)`` creates a pipeline with two sources and a build, and returns its name."""

    def create(buildspec=SPEC, allowed=START_ACTIONS, outputs=("built",), **configuration):
        sources = {"first": {"buildspec.yml": buildspec, "name": "1"}, "second": {"name": "2"}}
        actions = []
        for name, files in sources.items():
            key = f"{project}/{name}.zip"
            aws("s3").put_object(Bucket=site.bucket, Key=key, Body=zipped(files))
            source = {"S3Bucket": site.bucket, "S3ObjectKey": key, "PollForSourceChanges": "false"}
            actions.append(
                site.source(name=name, configuration=source, outputArtifacts=[{"name": name}], namespace=name)
            )
        build = {
            "name": "Build",
            "actionTypeId": TYPE,
            "configuration": {"ProjectName": project, "PrimarySource": "first"} | configuration,
            "inputArtifacts": [{"name": "second"}, {"name": "first"}],
            "outputArtifacts": [{"name": name} for name in outputs],
            "namespace": "BuildVariables",
        }
        artifacts = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        on_project = f"arn:aws:codebuild:{target.region}:{target.access_key_id}:project/{project}"
        builds = {"Effect": "Allow", "Action": allowed, "Resource": on_project}
        declared = site.declare(roleArn=make_role("codepipeline", artifacts, builds))
        declared["stages"] = [{"name": "Source", "actions": actions}, {"name": "Build", "actions": [build]}]
        aws("codepipeline").create_pipeline(pipeline=declared)
        return declared["name"]

    return create


def output(aws, action, name="built"):
    location = next(each for each in action["output"]["outputArtifacts"] if each["name"] == name)["s3location"]
    body = aws("s3").get_object(Bucket=location["bucket"], Key=location["key"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def error(action):
    return action["output"]["executionResult"]["errorDetails"]["message"]


def test_a_build_has_all_inputs_and_returns_its_artifact_and_variables(aws, pipeline, wait_for_end, actions, project):
    name = pipeline(EnvironmentVariables=json.dumps([{"name": "GIVEN", "value": "3"}]))

    assert wait_for_end(name)["status"] == "Succeeded", actions(name)
    build = actions(name)["Build"]
    files = output(aws, build)
    assert files["out.txt"] == "1-2-3\n"
    assert build["output"]["outputVariables"] == {"TAG": "1-2-3"}
    variables = dict(line.split("=", 1) for line in files["variables.txt"].splitlines())
    assert variables["CODEBUILD_INITIATOR"] == f"codepipeline/{name}"
    revision = actions(name)["first"]["output"]["outputVariables"]["VersionId"]
    assert variables["CODEBUILD_RESOLVED_SOURCE_VERSION"] == revision
    build_id = build["output"]["executionResult"]["externalExecutionId"]
    assert build_id.startswith(f"{project}:")
    assert build_id in build["output"]["executionResult"]["externalExecutionUrl"]


def test_several_outputs_are_secondary_artifacts_of_the_build(aws, pipeline, wait_for_end, actions):
    artifacts = "artifacts: {secondary-artifacts: {one: {files: [name]}, two: {files: [buildspec.yml]}}}"
    spec = f"version: 0.2\nphases: {{build: {{commands: ['true']}}}}\n{artifacts}"

    name = pipeline(spec, outputs=("one", "two"))

    assert wait_for_end(name)["status"] == "Succeeded", actions(name)
    assert output(aws, actions(name)["Build"], "one") == {"name": "1"}
    assert output(aws, actions(name)["Build"], "two") == {"buildspec.yml": spec}


def test_the_error_of_a_failed_build_has_the_command_and_the_end_of_the_log(pipeline, wait_for_end, actions):
    name = pipeline("version: 0.2\nphases: {build: {commands: ['echo 7 tests failed', 'exit 3']}}")

    assert wait_for_end(name)["status"] == "Failed"
    details = actions(name)["Build"]["output"]["executionResult"]["errorDetails"]
    assert details["code"] == "JobFailed"
    first, *log = details["message"].splitlines()
    assert first == (
        "Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, "
        "Message: Error while executing command: exit 3. Reason: exit status 3"
    )
    assert log == ["7 tests failed"]


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ({"BatchEnabled": "#{codepipeline.PipelineExecutionId}"}, "BatchEnabled of action Build must be true or false"),
        (
            {"PrimarySource": "#{codepipeline.PipelineExecutionId}"},
            "PrimarySource of action Build must be one of its input artifacts: second, first",
        ),
        (
            {"EnvironmentVariables": "#{codepipeline.PipelineExecutionId}"},
            "EnvironmentVariables must be a JSON list of objects",
        ),
    ],
)
def test_configuration_that_is_invalid_at_run_time_fails_the_action(
    pipeline, wait_for_end, actions, configuration, message
):
    name = pipeline(**configuration)

    assert wait_for_end(name)["status"] == "Failed"
    details = actions(name)["Build"]["output"]["executionResult"]["errorDetails"]
    assert details["code"] == "ConfigurationError"
    assert message in details["message"]


@pytest.mark.parametrize("missing", ["codebuild:StartBuild", "codebuild:BatchGetBuilds"])
def test_the_pipeline_s_role_needs_permissions_on_the_project(pipeline, wait_for_end, actions, missing):
    name = pipeline(allowed=[action for action in START_ACTIONS if action != missing])

    assert wait_for_end(name)["status"] == "Failed"
    assert f"not authorized to perform: {missing}" in error(actions(name)["Build"])


def test_a_stopped_execution_stops_its_build(aws, pipeline, actions, project, eventually):
    name = pipeline("version: 0.2\nphases: {build: {commands: [sleep 300]}}")

    def building():
        builds = aws("codebuild").list_builds_for_project(projectName=project)["ids"]
        assert builds
        build = aws("codebuild").batch_get_builds(ids=builds)["builds"][0]
        assert build["currentPhase"] == "BUILD"
        return build["id"]

    build_id = eventually(building)
    execution = aws("codepipeline").list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"][0]
    aws("codepipeline").stop_pipeline_execution(
        pipelineName=name, pipelineExecutionId=execution["pipelineExecutionId"], abandon=True
    )

    def stopped():
        assert aws("codebuild").batch_get_builds(ids=[build_id])["builds"][0]["buildStatus"] == "STOPPED"

    eventually(stopped)
