"""CodePipeline as a function that is an action sees it: the event of a job, and the answers that it takes."""

import json
from typing import Any

from botocore.awsrequest import AWSResponse
from moto.core.models import botocore_stubber

JOB = "11111111-abcd-1111-abcd-111111abcdef"
SECRET = "the-secret-key-of-the-artifacts"


def job_event(parameters: Any = None, token: str | None = None, **data: Any) -> dict[str, Any]:
    """Return the event of a job, as in AWS's guide; ``parameters`` that are no text become JSON."""
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


class Answers:
    """What CodePipeline was told; each of the first calls may be refused by a status and a code."""

    def __init__(self, client: Any, *refusals: tuple[int, str]) -> None:
        self.attempts = 0
        self.successes: list[dict[str, Any]] = []
        self.failures: list[dict[str, Any]] = []
        self._refusals = list(refusals)
        client.meta.events.unregister("before-send", botocore_stubber)  # moto knows no jobs
        client.meta.events.register("before-send.codepipeline", self._take)

    def refuse(self, *refusals: tuple[int, str]) -> None:
        self._refusals += refusals

    def _take(self, request: Any, **_: Any) -> AWSResponse:
        self.attempts += 1
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        status, body = 200, b"{}"
        if self._refusals:
            status, code = self._refusals.pop(0)
            body = json.dumps({"__type": code, "message": "refused"}).encode()
        else:
            told = {"PutJobSuccessResult": self.successes, "PutJobFailureResult": self.failures}[operation]
            told.append(json.loads(request.body))
        return AWSResponse(request.url, status, {}, _Body(body))  # type: ignore[arg-type]
