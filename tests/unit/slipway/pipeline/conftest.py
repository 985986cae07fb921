"""A pipeline of four stages, and stubbed responses of CodePipeline, checked against botocore's model."""

import functools
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from slipway.pipeline.declaration import Pipeline

EXECUTION = "11111111-1111-4111-8111-111111111111"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class StubbedTarget:
    """Like ``slipway.aws.target.Target``, with clients that return stubbed responses in order."""

    endpoint_url = "http://127.0.0.1:4566"
    region = "eu-central-1"
    is_local = True

    def __init__(self) -> None:
        self._stubbers: dict[str, Stubber] = {}

    @functools.cache  # noqa: B019 - a target lives for one test
    def client(self, service: str) -> Any:
        client = boto3.client(service, self.region, aws_access_key_id="a", aws_secret_access_key="b")
        self._stubbers[service] = Stubber(client)
        self._stubbers[service].activate()
        return client

    def answer(self, operation: str, response: dict, service: str = "codepipeline", **expected: Any) -> None:
        """Stub the response to the next call of an operation, which must have exactly these parameters."""
        self.client(service)
        self._stubbers[service].add_response(operation, response, expected)

    def refuse(self, operation: str, code: str, service: str = "codepipeline", message: str = "no") -> None:
        """Let the next call of an operation fail."""
        self.client(service)
        self._stubbers[service].add_client_error(operation, code, message)

    def assert_all_called(self) -> None:
        for stubber in self._stubbers.values():
            stubber.assert_no_pending_responses()


@pytest.fixture
def target(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", StubbedTarget.endpoint_url)
    target = StubbedTarget()
    yield target
    target.assert_all_called()


def declared(name: str, category: str, provider: str, order: int = 1, **configuration: str) -> dict:
    kind = {"category": category, "owner": "AWS", "provider": provider, "version": "1"}
    return {"name": name, "actionTypeId": kind, "runOrder": order, "configuration": configuration}


DECLARATION = {
    "name": "dev-site",
    "roleArn": "arn:aws:iam::123456789012:role/dev-site",
    "version": 3,
    "stages": [
        {
            "name": "Source",
            "actions": [
                declared("Code", "Source", "CodeStarSourceConnection", FullRepositoryId="a/b", BranchName="main"),
                declared("Search", "Source", "S3", S3Bucket="dev-metadata", S3ObjectKey="search.zip"),
            ],
        },
        {"name": "Build", "actions": [declared("Site", "Build", "CodeBuild", ProjectName="dev-site")]},
        {"name": "Release", "actions": [declared("Approve", "Approval", "Manual")]},
        {
            "name": "Publish",
            "actions": [
                declared("Notify", "Invoke", "Lambda", 2, FunctionName="dev-slack-notification"),
                declared("Invalidate", "Invoke", "Lambda", 1, FunctionName="dev-invalidate-cache"),
            ],
        },
    ],
}


@pytest.fixture
def pipeline(target):
    return Pipeline(target, DECLARATION)


@pytest.fixture
def declaration():
    return DECLARATION


@pytest.fixture
def execution_id():
    return EXECUTION


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def ran():
    """``ran("Build", "Site", "Failed")`` is an item of ListActionExecutions, which sorts them newest first."""

    def ran(stage: str, name: str, status: str = "Succeeded", seconds: int = 3, begun: int = 0, **result: Any) -> dict:
        actions = {action["name"]: action for each in DECLARATION["stages"] for action in each["actions"]}
        start = NOON + timedelta(seconds=begun)
        return {
            "pipelineExecutionId": EXECUTION,
            "actionExecutionId": f"{stage}-{name}",
            "stageName": stage,
            "actionName": name,
            "startTime": start,
            "lastUpdateTime": start + timedelta(seconds=seconds),
            "status": status,
            "input": {
                "actionTypeId": actions[name]["actionTypeId"],
                "resolvedConfiguration": actions[name]["configuration"],
            },
            "output": {"executionResult": result},
        }

    return ran


@pytest.fixture
def look(target):
    """``look("InProgress", action, …)`` stubs the responses to the next read of the execution."""

    def look(status: str, *actions: dict, summary: str = "") -> None:
        target.answer(
            "get_pipeline_execution",
            {"pipelineExecution": {"pipelineExecutionId": EXECUTION, "status": status, "statusSummary": summary}},
            pipelineName="dev-site",
            pipelineExecutionId=EXECUTION,
        )
        target.answer(
            "list_action_executions",
            {"actionExecutionDetails": list(actions)},
            pipelineName="dev-site",
            filter={"pipelineExecutionId": EXECUTION},
        )

    return look
