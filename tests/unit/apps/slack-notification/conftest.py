import http.server
import json
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest
from codepipeline_jobs import Answers, serve

PATH = "/services/T000/B000/secret"
EXECUTION = "12345678-1234-5678-abcd-12345678abcd"
COMMIT = "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"


class Slack:
    """A local webhook. It gives the responses set by `answer`, then 200. A status of 0 closes the connection."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str, dict[str, str]]] = []
        self.posts: list[tuple[str, Any]] = []
        slack = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                slack.posts.append((self.path, json.loads(body)))
                status, text, headers = slack.answers.pop(0) if slack.answers else (200, "ok", {})
                if not status:
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}{PATH}"

    def answer(self, status: int, text: str = "", **headers: str) -> None:
        self.answers.append((status, text, {name.replace("_", "-"): value for name, value in headers.items()}))

    @property
    def messages(self) -> list[Any]:
        return [message for _, message in self.posts]


@pytest.fixture
def slack() -> Iterator[Slack]:
    slack = Slack()
    thread = threading.Thread(target=slack.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield slack
    slack.server.shutdown()
    thread.join()
    slack.server.server_close()


class Execution:
    """CodePipeline's responses about an execution."""

    def __init__(self) -> None:
        self.revisions: list[dict[str, Any]] = [
            {
                "name": "source",
                "revisionId": COMMIT,
                "revisionSummary": json.dumps(
                    {"ProviderType": "GitHub", "CommitMessage": "Show <ratings> & genres\n\nx"}
                ),
                "revisionUrl": "https://example.com/commit?id=1&full=1",
            },
            {"name": "search", "revisionId": "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY"},
        ]
        self.actions: list[dict[str, Any]] = []
        self.refusals: dict[str, str] = {}

    def failed(self, stage: str, action: str, time: int, **result: Any) -> None:
        names = {"stageName": stage, "actionName": action, "status": "Failed", "lastUpdateTime": time}
        self.actions.append(names | {"output": {"executionResult": result}})

    def reply(self, operation: str, parameters: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if code := self.refusals.get(operation):
            return 400, {"__type": code, "message": "arn:secret"}
        assert parameters["pipelineName"] == "frontend"
        if operation == "GetPipelineExecution":
            assert parameters["pipelineExecutionId"] == EXECUTION
            return 200, {"pipelineExecution": {"artifactRevisions": self.revisions}}
        assert operation == "ListActionExecutions"
        assert parameters["filter"] == {"pipelineExecutionId": EXECUTION}
        first = int(parameters.get("nextToken", 0))
        more = {"nextToken": str(first + 1)} if first + 1 < len(self.actions) else {}
        return 200, {"actionExecutionDetails": self.actions[first : first + 1]} | more


@pytest.fixture
def execution() -> Execution:
    return Execution()


@pytest.fixture
def pauses() -> list[float]:
    """Record the pauses of the function, in seconds, instead of waiting."""
    return []


@pytest.fixture
def app(
    aws_account: Any,
    load_app: Callable[[str], ModuleType],
    monkeypatch: pytest.MonkeyPatch,
    slack: Slack,
    execution: Execution,
    pauses: list[float],
) -> ModuleType:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("SLACK_WEBHOOK_PARAMETER", "/slack/webhook")
    store(slack.url)
    module = load_app("slack-notification")
    import execution as execution_module
    import slack as slack_module

    serve(execution_module._codepipeline, execution.reply)
    monkeypatch.setattr(slack_module.time, "sleep", pauses.append)
    return module


def store(url: str) -> None:
    boto3.client("ssm").put_parameter(Name="/slack/webhook", Value=url, Type="SecureString", Overwrite=True)


@pytest.fixture
def answers(app: ModuleType) -> Answers:
    from pipeline_action import result

    return Answers(result._codepipeline)


@pytest.fixture
def pipeline_event() -> Callable[..., dict[str, Any]]:
    """Make SQS's batch with an EventBridge event, as in CodePipeline's user guide."""

    def make(state: str, kind: str = "Pipeline", *, receive_count: int = 1, **detail: Any) -> dict[str, Any]:
        return sqs_batch(
            {
                "version": "0",
                "id": "01234567-EXAMPLE",
                "detail-type": f"CodePipeline {kind} Execution State Change",
                "source": "aws.codepipeline",
                "account": "123456789012",
                "time": "2026-01-24T22:03:07Z",
                "region": "eu-central-1",
                "resources": ["arn:aws:codepipeline:eu-central-1:123456789012:frontend"],
                "detail": {"pipeline": "frontend", "execution-id": EXECUTION, "state": state, "version": 1.0, **detail},
            },
            receive_count=receive_count,
        )

    return make


def sqs_batch(*bodies: Any, receive_count: int = 1) -> dict[str, Any]:
    """Make SQS's batch. A body that isn't a text is a JSON value."""
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"ApproximateReceiveCount": str(receive_count)},
                "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:slack-notification",
            }
            for number, body in enumerate(bodies, 1)
        ]
    }


@pytest.fixture
def batch() -> Callable[..., dict[str, Any]]:
    """Make SQS's batch of these bodies."""
    return sqs_batch
