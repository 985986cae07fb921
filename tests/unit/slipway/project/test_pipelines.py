"""When `slipway up` starts a stack's pipeline, and what it waits for."""

import functools
from types import SimpleNamespace

import boto3
import pytest
from moto import mock_aws

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.pipeline.wait import ExecutionError
from slipway.project import pipelines

REVISION = "1111111111111111111111111111111111111111"
KEYS = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
SOURCE = {"name": "Code", "actionTypeId": {"category": "Source", "provider": "CodeStarSourceConnection"}}
DECLARATION = {
    "name": "dev-site",
    "stages": [
        {"name": "Source", "actions": [{**SOURCE, "configuration": {"FullRepositoryId": "a/b", "BranchName": "main"}}]}
    ],
}


class NotFoundError(Exception):
    pass


class NotStoppableError(Exception):
    pass


class CodePipeline:
    """Has a list of executions, newest first, each as the summary that CodePipeline gives of it."""

    def __init__(self, declaration: dict) -> None:
        self.declaration = declaration
        self.summaries: list[dict] = []
        self.looks: list = []  # functions, one called before each look at an execution
        self.started = 0
        self.stopped: list[str] = []
        self.not_stoppable = False
        self.exceptions = SimpleNamespace(
            PipelineNotFoundException=NotFoundError,
            PipelineExecutionNotFoundException=NotFoundError,
            PipelineExecutionNotStoppableException=NotStoppableError,
        )

    def get_pipeline(self, **_) -> dict:
        return {"pipeline": self.declaration}

    def list_pipeline_executions(self, **options) -> dict:
        return {"pipelineExecutionSummaries": self.summaries[: options["maxResults"]]}

    def start_pipeline_execution(self, **_) -> dict:
        self.started += 1
        self.summaries.insert(0, {"pipelineExecutionId": f"started-{self.started}", "status": "InProgress"})
        return {"pipelineExecutionId": f"started-{self.started}"}

    def stop_pipeline_execution(self, **options) -> None:
        self.stopped.append(options["pipelineExecutionId"])
        if self.not_stoppable:
            raise NotStoppableError
        (found,) = (each for each in self.summaries if each["pipelineExecutionId"] == options["pipelineExecutionId"])
        found["status"] = "Stopping"

    def get_pipeline_execution(self, **options) -> dict:
        self.looks.pop(0)()
        (found,) = (each for each in self.summaries if each["pipelineExecutionId"] == options["pipelineExecutionId"])
        return {"pipelineExecution": found}

    def get_paginator(self, operation: str):
        pages = {
            "list_pipeline_executions": [{"pipelineExecutionSummaries": self.summaries}],
            "list_action_executions": [{"actionExecutionDetails": []}],
        }
        return SimpleNamespace(paginate=lambda **_: pages[operation])

    def will_be(self, *statuses: str) -> None:
        """Have the newest execution in each of these statuses, one a look."""
        self.looks += [functools.partial(self._set, status) for status in statuses]

    def _set(self, status: str) -> None:
        self.summaries[0]["status"] = status


@pytest.fixture
def client():
    return CodePipeline(DECLARATION)


@pytest.fixture
def settle(client, tmp_path, monkeypatch):
    """``settle()`` does what ``slipway up`` does, and returns what it says; the source's branch is at ``REVISION``.

    ``settle(deployed=True)`` does so after functions were deployed.
    """
    monkeypatch.setattr("slipway.pipeline.wait.time.sleep", lambda _: None)
    monkeypatch.setattr(pipelines.repositories, "head", lambda *_: REVISION)
    target = Target("http://127.0.0.1:1", "eu-central-1", "123456789012", "local")
    clients = {"codepipeline": client, "s3": boto3.client("s3", "eu-central-1", **KEYS)}
    monkeypatch.setattr(Target, "client", lambda _, service: clients[service])
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev")

    def settle(*, deployed: bool = False) -> list[str]:
        said: list[str] = []
        if deployed:
            pipelines.stop(target, "dev-site")
        pipelines.settle(project, target, "dev-site", said.append)
        return said

    return settle


def ended(status: str, revision: str = REVISION, name: str = "earlier") -> dict:
    sources = [{"actionName": "Code", "revisionId": revision}]
    return {"pipelineExecutionId": name, "status": status, "sourceRevisions": sources}


def test_one_that_has_succeeded_with_the_sources_as_they_are_is_left_alone(client, settle):
    client.summaries = [ended("Succeeded")]
    assert settle() == ["earlier has succeeded with the sources as they are"]
    assert client.started == 0


@pytest.mark.parametrize(
    "summaries",
    [
        [],
        [ended("Failed")],
        [ended("Stopped")],
        [ended("Stopping")],
        [ended("Failed"), ended("Succeeded", name="before")],
        [ended("Succeeded", revision="0" * 40)],
        [{"pipelineExecutionId": "earlier", "status": "Succeeded"}],
    ],
)
def test_one_that_has_not_is_started_once(client, settle, summaries):
    client.summaries = summaries
    client.will_be("InProgress", "Succeeded")
    settle()
    assert client.started == 1


def test_one_that_runs_is_waited_for_and_not_started(client, settle):
    client.summaries = [ended("InProgress")]
    client.will_be("InProgress", "Succeeded")
    settle()
    assert (client.started, client.summaries[0]["status"]) == (0, "Succeeded")


@pytest.mark.parametrize("not_stoppable", [False, True])
def test_what_runs_since_before_the_functions_were_deployed_is_stopped_and_started_anew(client, settle, not_stoppable):
    client.summaries = [ended("InProgress", name="b"), ended("Succeeded"), ended("InProgress", name="a")]
    client.not_stoppable = not_stoppable
    client.will_be("Succeeded")
    settle(deployed=True)
    assert client.stopped == ["b", "a"]
    assert client.started == (0 if not_stoppable else 1)
    assert client.summaries[0]["status"] == "Succeeded"


def test_what_has_succeeded_is_left_alone_whatever_was_deployed(client, settle):
    client.summaries = [ended("Succeeded")]
    settle(deployed=True)
    assert (client.started, client.stopped) == (0, [])


def test_a_failure_is_the_reason_why_up_fails(client, settle):
    client.will_be("Failed")
    with pytest.raises(ExecutionError, match=r"^dev-site started-1 Failed$"):
        settle()


@pytest.mark.parametrize("status", ["Succeeded", "Failed", "Superseded"])
def test_what_a_source_started_meanwhile_is_waited_for_too_and_decides(client, settle, status):
    client.summaries = [ended("InProgress")]

    def end_and_start_another() -> None:
        client.summaries = [ended("InProgress", name="later"), ended(status)]

    client.looks = [end_and_start_another]
    client.will_be("InProgress", "Succeeded")

    settle()

    assert [each["status"] for each in client.summaries] == ["Succeeded", status]
    assert (client.started, client.looks) == (0, [])


@pytest.mark.parametrize(("built", "started"), [(True, 0), (False, 1)])
def test_an_objects_newest_version_is_compared_with_what_was_built(client, settle, built, started):
    with mock_aws():
        s3 = boto3.client("s3", "eu-central-1", **KEYS)
        s3.create_bucket(Bucket="metadata", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        s3.put_bucket_versioning(Bucket="metadata", VersioningConfiguration={"Status": "Enabled"})
        versions = [s3.put_object(Bucket="metadata", Key="search.zip", Body=b"x")["VersionId"] for _ in range(2)]
        kind = {"category": "Source", "provider": "S3"}
        settings = {"S3Bucket": "metadata", "S3ObjectKey": "search.zip"}
        actions = [{"name": "Code", "actionTypeId": kind, "configuration": settings}]
        client.declaration = {"name": "dev-site", "stages": [{"name": "Source", "actions": actions}]}
        client.summaries = [ended("Succeeded", revision=versions[1 if built else 0])]
        client.will_be(*["Succeeded"] * started)

        settle()

        assert client.started == started
