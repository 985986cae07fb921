"""https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html

The action needs MiniStack's process, in which its build runs, so the tests run it in a pipeline.
"""

import io
import zipfile

import pytest
from sample_pipelines import Repository

from slipway.harness import unique_name
from slipway.local import control

TYPE = {"category": "Compute", "owner": "AWS", "provider": "Commands", "version": "1"}
LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
OBJECTS = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


@pytest.fixture
def pipeline(aws, make_role, site, zipped):
    """``pipeline(commands, …)`` creates a pipeline with two sources and a Commands action, and returns its name."""

    def create(*commands, statements=None, sources=None, **more):
        name = unique_name()
        group = f"arn:aws:logs:*:*:log-group:/aws/codepipeline/{name}"
        logs = {"Effect": "Allow", "Action": LOGS, "Resource": [group, f"{group}:*"]}
        role = make_role("codepipeline", OBJECTS, *([logs] if statements is None else statements))
        action = {"name": "Run", "actionTypeId": TYPE, "commands": list(commands), "namespace": "Run"}
        inputs = [{"name": "first"}, {"name": "second"}] if sources is None else [{"name": "code"}]
        run = action | {"inputArtifacts": inputs} | more
        declared = site.declare(name=name, roleArn=role)
        named = sources or [_source(aws, site, zipped, name, each) for each in ("first", "second")]
        variables = [{"name": "color", "defaultValue": "green"}]
        declared["stages"] = [{"name": "Source", "actions": named}, {"name": "Run", "actions": [run]}]
        aws("codepipeline").create_pipeline(pipeline=declared | {"variables": variables})
        return name

    return create


def _source(aws, site, zipped, folder, name):
    key = f"{folder}/{name}.zip"
    aws("s3").put_object(Bucket=site.bucket, Key=key, Body=zipped({"name": name}))
    configuration = {"S3Bucket": site.bucket, "S3ObjectKey": key, "PollForSourceChanges": "false"}
    return site.source(name=name, configuration=configuration, outputArtifacts=[{"name": name}], namespace=name)


def test_commands_run_in_the_first_input_with_variables_and_outputs(aws, pipeline, wait_for_end, actions):
    secret = aws("secretsmanager").create_secret(Name=unique_name(), SecretString="hidden")["ARN"]
    read = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": secret}
    name = pipeline(
        'export TAG="$(cat name)-$(cat $CODEBUILD_SRC_DIR_second/name)-$GIVEN-#{codepipeline.PipelineExecutionId}"',
        'mkdir out && echo "$TAG $SECRET" > out/tag.txt',
        statements=[read, {"Effect": "Allow", "Action": LOGS, "Resource": "*"}],
        environmentVariables=[
            {"name": "GIVEN", "value": "#{variables.color}"},
            {"name": "SECRET", "value": secret, "type": "SECRETS_MANAGER"},
        ],
        configuration={"EnvironmentType": "LINUX_CONTAINER", "ComputeType": "BUILD_GENERAL1_MEDIUM"},
        outputVariables=["TAG"],
        outputArtifacts=[{"name": "built", "files": ["out/**/*"]}],
    )

    summary = wait_for_end(name)

    run = actions(name)["Run"]
    assert summary["status"] == "Succeeded", run
    tag = f"first-second-green-{summary['pipelineExecutionId']}"
    assert run["output"]["outputVariables"] == {"TAG": tag}
    location = run["output"]["outputArtifacts"][0]["s3location"]
    body = aws("s3").get_object(Bucket=location["bucket"], Key=location["key"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.read("out/tag.txt").decode() == f"{tag} hidden\n"
    streams = aws("logs").describe_log_streams(logGroupName=f"/aws/codepipeline/{name}")["logStreams"]
    assert len(streams) == 1


def test_a_failed_command_fails_the_action_with_its_output(pipeline, wait_for_end, actions):
    name = pipeline("echo the reason; exit 3")

    assert wait_for_end(name)["status"] == "Failed"
    details = actions(name)["Run"]["output"]["executionResult"]["errorDetails"]
    assert details["code"] == "JobFailed"
    assert "exit status 3" in details["message"]
    assert details["message"].endswith("the reason")


def test_the_role_of_the_pipeline_writes_the_log(pipeline, wait_for_end, actions):
    name = pipeline("true", statements=[])

    assert wait_for_end(name)["status"] == "Failed"
    message = actions(name)["Run"]["output"]["executionResult"]["errorDetails"]["message"]
    assert "logs:CreateLogStream" in message


@pytest.mark.parametrize("is_allowed", [True, False])
def test_a_clone_has_the_history_of_the_repository(
    aws, pipeline, wait_for_end, actions, tmp_path, local_aws, target, is_allowed
):
    repository = Repository(tmp_path, unique_name())
    commit = repository.commit("more.html")
    control.register_repository(local_aws.directory, target.access_key_id, repository.name, tmp_path)
    created = aws("codeconnections").create_connection(ProviderType="GitHub", ConnectionName=unique_name())
    connection = created["ConnectionArn"]
    configuration = {
        "ConnectionArn": connection,
        "FullRepositoryId": repository.name,
        "BranchName": "main",
        "OutputArtifactFormat": "CODEBUILD_CLONE_REF",
    }
    source = {
        "name": "Code",
        "actionTypeId": {"category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection", "version": "1"},
        "configuration": configuration,
        "outputArtifacts": [{"name": "code"}],
    }
    use = {"Effect": "Allow", "Action": "codeconnections:UseConnection", "Resource": connection}
    logs = {"Effect": "Allow", "Action": LOGS, "Resource": "*"}
    name = pipeline(
        "export COMMIT=$(git rev-parse HEAD) COUNT=$(git rev-list --count HEAD)",
        statements=[use, logs] if is_allowed else [logs],
        sources=[source],
        outputVariables=["COMMIT", "COUNT"],
    )

    status = wait_for_end(name)["status"]

    if is_allowed:
        assert status == "Succeeded", actions(name)
        assert actions(name)["Run"]["output"]["outputVariables"] == {"COMMIT": commit, "COUNT": "2"}
    else:
        assert status == "Failed"
        assert actions(name)["Code"]["output"]["executionResult"]["errorDetails"]["code"] == "PermissionError"
