"""Pipelines on the local AWS, and fixtures that wait for their executions."""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pipelines import Repository, Site, approval, make_function, make_role, trust

from slipway.harness import unique_name
from slipway.local import control

FUNCTION = (Path(__file__).parent / "job_function.py").read_text()
_REPORT = ["codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult"]


@pytest.fixture(name="approval")
def approval_fixture():
    return approval


@pytest.fixture(scope="session", name="make_role")
def make_role_fixture(aws):
    """``make_role(trusted service, {"Effect": …}, …)`` creates a role and returns its ARN."""

    def role(service: str, *statements: dict[str, Any]) -> str:
        return make_role(aws, trust(service), *statements)

    return role


@pytest.fixture(scope="session")
def site(aws, make_role):
    """The bucket, the role and the function of the pipelines."""
    bucket = unique_name()
    s3 = aws("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    s3.put_object(Bucket=bucket, Key="source.zip", Body=b"one")
    logs = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    function_role = make_role("lambda", {"Effect": "Allow", "Action": _REPORT, "Resource": "*"}, logs)
    function = make_function(aws, FUNCTION, function_role)
    statements = [
        {"Effect": "Allow", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]},
        {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"},
    ]
    return Site(aws, bucket, make_role("codepipeline", *statements), function)


@pytest.fixture
def repository(tmp_path, local_aws, target):
    """A git repository that is registered for the account's connections."""
    repository = Repository(tmp_path, unique_name())
    control.register_repository(local_aws.directory, target.access_key_id, repository.name, tmp_path)
    return repository


@pytest.fixture(scope="session")
def wait_for_end(aws, eventually):
    """``wait_for_end(pipeline, id=None)`` waits for an execution, by default the newest; returns its summary."""
    codepipeline = aws("codepipeline")

    def wait(pipeline: str, id_: str | None = None) -> dict[str, Any]:
        def check() -> dict[str, Any]:
            summaries = codepipeline.list_pipeline_executions(pipelineName=pipeline)["pipelineExecutionSummaries"]
            summary = next(each for each in summaries if id_ in (None, each["pipelineExecutionId"]))
            assert summary["status"] not in ("InProgress", "Stopping"), summary
            return summary

        return eventually(check)

    return wait


@pytest.fixture(scope="session")
def actions(aws):
    """``actions(pipeline)`` returns the newest execution of each action by name."""

    def read(pipeline: str) -> dict[str, Any]:
        details = aws("codepipeline").list_action_executions(pipelineName=pipeline)["actionExecutionDetails"]
        return {detail["actionName"]: detail for detail in reversed(details)}

    return read


@pytest.fixture(scope="session")
def token(aws, eventually):
    """``token(pipeline, stage, action)`` waits until an approval has started and returns its token."""

    def wait(pipeline: str, stage: str, action: str) -> str:
        def check() -> str:
            states = aws("codepipeline").get_pipeline_state(name=pipeline)["stageStates"]
            actions = next(each for each in states if each["stageName"] == stage)["actionStates"]
            latest = next(each for each in actions if each["actionName"] == action).get("latestExecution", {})
            assert latest.get("token")
            return str(latest["token"])

        return eventually(check)

    return wait


@pytest.fixture(scope="session")
def codepipeline(aws):
    return aws("codepipeline")


@pytest.fixture
def expect_error(codepipeline):
    """``expect_error(code, operation, …)`` calls an operation that must fail and returns the message."""

    def call(code, operation, **parameters):
        with pytest.raises(ClientError) as error:
            getattr(codepipeline, operation)(**parameters)
        assert error.value.response["Error"]["Code"] == code
        return error.value.response["Error"]["Message"]

    return call
