"""CodePipeline for a Lambda function that is an action: the events of jobs, and the results it reports."""

import json
from collections.abc import Callable
from typing import Any

from botocore.awsrequest import AWSResponse
from moto.core.models import botocore_stubber

JOB = "11111111-abcd-1111-abcd-111111abcdef"
SECRET = "the-secret-key-of-the-artifacts"


def job_event(parameters: Any = None, token: str | None = None, **data: Any) -> dict[str, Any]:
    """Return the event of a job, as in CodePipeline's user guide. ``parameters`` become JSON, except a string."""
    text = parameters if isinstance(parameters, str | None) else json.dumps(parameters)
    configuration = {"FunctionName": "an-action"} | ({} if text is None else {"UserParameters": text})
    return {
        "CodePipeline.job": {
            "id": JOB,
            "accountId": "123456789012",
            "data": {
                "actionConfiguration": {"configuration": configuration},
                "inputArtifacts": [artifact("site")],
                "outputArtifacts": [artifact("report")],
                "artifactCredentials": {
                    "accessKeyId": "ARTIFACTS",
                    "secretAccessKey": SECRET,
                    "sessionToken": "the-session-of-the-artifacts",
                },
                **({} if token is None else {"continuationToken": token}),
                **data,
            },
        }
    }


def artifact(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "revision": None,
        "location": {"type": "S3", "s3Location": {"bucketName": "artifacts", "objectKey": f"pipeline/{name}/1a2b"}},
    }


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Any:
        yield self._content


def serve(client: Any, reply: Callable[[str, dict[str, Any]], tuple[int, dict[str, Any]]]) -> None:
    """Answer a JSON service's client by ``reply(operation, parameters)``, which returns a status and a body."""

    def take(request: Any, **_: Any) -> AWSResponse:
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        status, body = reply(operation, json.loads(request.body))
        return AWSResponse(request.url, status, {}, _Body(json.dumps(body).encode()))  # type: ignore[arg-type]

    client.meta.events.unregister("before-send", botocore_stubber)  # moto supports neither jobs nor executions
    client.meta.events.register("before-send", take)


class Answers:
    """The results that were reported to CodePipeline. `refuse` makes the next calls fail with a status and a code."""

    def __init__(self, client: Any) -> None:
        self.attempts = 0
        self.successes: list[dict[str, Any]] = []
        self.failures: list[dict[str, Any]] = []
        self._refusals: list[tuple[int, str]] = []
        serve(client, self._reply)

    def refuse(self, *refusals: tuple[int, str]) -> None:
        self._refusals += refusals

    def _reply(self, operation: str, parameters: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.attempts += 1
        if self._refusals:
            status, code = self._refusals.pop(0)
            return status, {"__type": code, "message": "refused"}
        {"PutJobSuccessResult": self.successes, "PutJobFailureResult": self.failures}[operation].append(parameters)
        return 200, {}
