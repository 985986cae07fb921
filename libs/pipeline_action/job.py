"""A job that CodePipeline gives to a Lambda function."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pipeline_action.continuation import read_token
from pipeline_action.errors import ActionError, ConfigurationError
from pipeline_action.typed_json import parse

P = TypeVar("P")
S = TypeVar("S")


@dataclass(frozen=True)
class Artifact:
    """Where an artifact is, or is to be put."""

    name: str
    bucket: str
    key: str


@dataclass(frozen=True)
class Job(Generic[P, S]):
    """What an action has to do.

    Attributes:
        id: of the job; the same when Lambda repeats the invocation.
        parameters: the action's UserParameters.
        state: what the invocation before left; None in the first.
        attempt: which invocation of the job's action this is, from 1.
        inputs: the input artifacts, by name.
        outputs: where the output artifacts are to be put, by name.
        encryption_key: KMS key of the pipeline's artifacts; None when S3's own default holds.
        credentials: for the artifacts alone, in the words of ``boto3.client``.
    """

    id: str
    parameters: P
    state: S | None
    attempt: int
    inputs: Mapping[str, Artifact]
    outputs: Mapping[str, Artifact]
    encryption_key: str | None
    credentials: Mapping[str, Any] = field(repr=False)


def job_id(event: object) -> str | None:
    """Return the id of the event's job; None when there is no job to answer."""
    job = event.get("CodePipeline.job") if isinstance(event, dict) else None
    found = job.get("id") if isinstance(job, dict) else None
    return found if isinstance(found, str) and found else None


def read_job(event: Mapping[str, Any], parameters: type[P], state: type[S] | None) -> Job[P, S]:
    """Return the job that an event holds.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html

    Raises:
        ActionError: the event, the user parameters or the continuation token are at fault.
    """
    try:
        job = event["CodePipeline.job"]
        data = job["data"]
        text = data["actionConfiguration"]["configuration"].get("UserParameters") or "{}"
        left, attempt = _left_by_the_last_attempt(data.get("continuationToken"), state)
        return Job(
            id=job["id"],
            parameters=_user_parameters(parameters, text),
            state=left,
            attempt=attempt + 1,
            inputs=_artifacts(data["inputArtifacts"]),
            outputs=_artifacts(data["outputArtifacts"]),
            encryption_key=(data.get("encryptionKey") or {}).get("id"),
            credentials=_credentials(data["artifactCredentials"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        # Not the error's text, which may quote what it stumbled over: the event holds credentials.
        raise ActionError(f"malformed job: {type(error).__name__}") from None


def _user_parameters(kind: type[P], text: str) -> P:
    try:
        return parse(kind, text, "UserParameters")
    except ValueError as error:
        raise ConfigurationError(str(error)) from None


def _left_by_the_last_attempt(text: str | None, kind: type[S] | None) -> tuple[S | None, int]:
    if not text:
        return None, 0
    if kind is None:
        raise ActionError("the action doesn't continue, yet got a continuation token: retry the stage")
    return read_token(text, kind)


def _artifacts(artifacts: list[Mapping[str, Any]]) -> dict[str, Artifact]:
    places = {artifact["name"]: artifact["location"]["s3Location"] for artifact in artifacts}
    return {name: Artifact(name, place["bucketName"], place["objectKey"]) for name, place in places.items()}


def _credentials(given: Mapping[str, str]) -> dict[str, str]:
    return {
        "aws_access_key_id": given["accessKeyId"],
        "aws_secret_access_key": given["secretAccessKey"],
        "aws_session_token": given["sessionToken"],
    }
