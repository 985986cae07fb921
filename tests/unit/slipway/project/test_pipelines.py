"""When `slipway up` starts a stack's pipeline, and which executions it waits for."""

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
    """A fake of CodePipeline, with the summaries of its executions, newest first."""

    def __init__(self, declaration: dict) -> None:
        self.declaration = declaration
        self.summaries: list[dict] = []
        self.reads: list = []  # functions, each called before a read of an execution
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
        (execution,) = (
            each for each in self.summaries if each["pipelineExecutionId"] == options["pipelineExecutionId"]
        )
        execution["status"] = "Stopping"

    def get_pipeline_execution(self, **options) -> dict:
        self.reads.pop(0)()
        (execution,) = (
            each for each in self.summaries if each["pipelineExecutionId"] == options["pipelineExecutionId"]
        )
        return {"pipelineExecution": execution}

    def get_paginator(self, operation: str):
        pages = {
            "list_pipeline_executions": [{"pipelineExecutionSummaries": self.summaries}],
            "list_action_executions": [{"actionExecutionDetails": []}],
        }
        return SimpleNamespace(paginate=lambda **_: pages[operation])

    def will_be(self, *statuses: str) -> None:
        """Give the newest execution these statuses, one at each read."""
        self.reads += [functools.partial(self._set, status) for status in statuses]

    def _set(self, status: str) -> None:
        self.summaries[0]["status"] = status


@pytest.fixture
def client():
    return CodePipeline(DECLARATION)


@pytest.fixture
def run(client, tmp_path, monkeypatch):
    """``run()`` runs the pipeline like ``slipway up``, and returns its output; the source's branch is at ``REVISION``.

    ``run(deployed=True)`` does so after functions were deployed.
    """
    monkeypatch.setattr("slipway.pipeline.wait.time.sleep", lambda _: None)
    monkeypatch.setattr(pipelines.repositories, "head", lambda *_: REVISION)
    target = Target("http://127.0.0.1:1", "eu-central-1", "123456789012", "local")
    clients = {"codepipeline": client, "s3": boto3.client("s3", "eu-central-1", **KEYS)}
    monkeypatch.setattr(Target, "client", lambda _, service: clients[service])
    project = Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev")

    def run(*, deployed: bool = False) -> list[str]:
        output: list[str] = []
        if deployed:
            pipelines.stop(target, "dev-site")
        pipelines.ensure_succeeded(project, target, "dev-site", output.append)
        return output

    return run


def ended(status: str, revision: str = REVISION, name: str = "earlier") -> dict:
    sources = [{"actionName": "Code", "revisionId": revision}]
    return {"pipelineExecutionId": name, "status": status, "sourceRevisions": sources}


def test_a_pipeline_that_succeeded_with_the_current_sources_is_not_started(client, run):
    client.summaries = [ended("Succeeded")]
    assert run() == ["earlier has succeeded with the current sources"]
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
def test_another_pipeline_is_started_once(client, run, summaries):
    client.summaries = summaries
    client.will_be("InProgress", "Succeeded")
    run()
    assert client.started == 1


def test_a_running_execution_is_waited_for(client, run):
    client.summaries = [ended("InProgress")]
    client.will_be("InProgress", "Succeeded")
    run()
    assert (client.started, client.summaries[0]["status"]) == (0, "Succeeded")


def test_an_execution_that_ends_after_it_was_listed_counts(client, run, monkeypatch):
    client.summaries = [ended("InProgress")]
    list_once = client.list_pipeline_executions

    def list_and_end(**options) -> dict:
        response = {
            "pipelineExecutionSummaries": [{**each} for each in list_once(**options)["pipelineExecutionSummaries"]]
        }
        client.summaries[0]["status"] = "Succeeded"
        return response

    monkeypatch.setattr(client, "list_pipeline_executions", list_and_end)
    client.will_be("Succeeded")
    run()
    assert client.started == 0


@pytest.mark.parametrize("not_stoppable", [False, True])
def test_executions_from_before_the_deployment_are_stopped(client, run, not_stoppable):
    client.summaries = [ended("InProgress", name="b"), ended("Succeeded"), ended("InProgress", name="a")]
    client.not_stoppable = not_stoppable
    client.will_be("Succeeded")
    run(deployed=True)
    assert client.stopped == ["b", "a"]
    assert client.started == (0 if not_stoppable else 1)
    assert client.summaries[0]["status"] == "Succeeded"


def test_a_deployment_does_not_start_a_pipeline_that_succeeded(client, run):
    client.summaries = [ended("Succeeded")]
    run(deployed=True)
    assert (client.started, client.stopped) == (0, [])


def test_a_failed_execution_is_an_error(client, run):
    client.will_be("Failed")
    with pytest.raises(ExecutionError, match=r"^dev-site started-1 Failed$"):
        run()


@pytest.mark.parametrize("status", ["Succeeded", "Failed", "Superseded"])
def test_an_execution_that_a_source_started_is_waited_for_and_counts(client, run, status):
    client.summaries = [ended("InProgress")]

    def end_and_start_another() -> None:
        client.summaries = [ended("InProgress", name="later"), ended(status)]

    client.reads = [end_and_start_another]
    client.will_be("InProgress", "Succeeded")

    run()

    assert [each["status"] for each in client.summaries] == ["Succeeded", status]
    assert (client.started, client.reads) == (0, [])


@pytest.mark.parametrize(("built", "started"), [(True, 0), (False, 1)])
def test_the_newest_version_of_an_object_is_compared_with_the_used_one(client, run, built, started):
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

        run()

        assert client.started == started
