"""The CodePipeline job in a Lambda function's event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pipeline_action.continuation import read_token
from pipeline_action.errors import ActionError, ConfigurationError
from pipeline_action.user_parameters import read_parameters

P = TypeVar("P")
S = TypeVar("S")


@dataclass(frozen=True)
class Artifact:
    """The location of an artifact in S3."""

    name: str
    bucket: str
    key: str


@dataclass(frozen=True)
class Job(Generic[P, S]):
    """A CodePipeline job.

    Attributes:
        id: the job's id; the same when Lambda retries the invocation.
        parameters: the action's UserParameters.
        state: the state from the previous invocation; None in the first.
        attempt: the number of this invocation, from 1.
        inputs: the input artifacts, by name.
        outputs: the output artifacts to write, by name.
        encryption_key: the KMS key of the pipeline's artifacts; None for the bucket's default encryption.
        credentials: credentials for the artifacts only, as keyword arguments of ``boto3.client``.
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
    """Return the id of the job in an event; None if the event contains no job."""
    job = event.get("CodePipeline.job") if isinstance(event, dict) else None
    value = job.get("id") if isinstance(job, dict) else None
    return value if isinstance(value, str) and value else None


def read_job(event: Mapping[str, Any], parameters: type[P], state: type[S] | None) -> Job[P, S]:
    """Return the job in an event.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html

    Raises:
        ActionError: the event, the user parameters or the continuation token are invalid.
    """
    try:
        job = event["CodePipeline.job"]
        data = job["data"]
        text = data["actionConfiguration"]["configuration"].get("UserParameters") or "{}"
        previous_state, attempt = _previous_attempt(data.get("continuationToken"), state)
        return Job(
            id=job["id"],
            parameters=_user_parameters(parameters, text),
            state=previous_state,
            attempt=attempt + 1,
            inputs=_artifacts(data["inputArtifacts"]),
            outputs=_artifacts(data["outputArtifacts"]),
            encryption_key=(data.get("encryptionKey") or {}).get("id"),
            credentials=_credentials(data["artifactCredentials"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        # Without the error's message, which may contain values of the event: credentials are among them.
        raise ActionError(f"malformed job: {type(error).__name__}") from None


def _user_parameters(kind: type[P], text: str) -> P:
    try:
        return read_parameters(kind, text)
    except ValueError as error:
        raise ConfigurationError(str(error)) from None


def _previous_attempt(text: str | None, kind: type[S] | None) -> tuple[S | None, int]:
    if not text:
        return None, 0
    if kind is None:
        raise ActionError("the action takes no continuation token, but got one: retry the stage")
    return read_token(text, kind)


def _artifacts(artifacts: list[Mapping[str, Any]]) -> dict[str, Artifact]:
    locations = {artifact["name"]: artifact["location"]["s3Location"] for artifact in artifacts}
    return {name: Artifact(name, location["bucketName"], location["objectKey"]) for name, location in locations.items()}


def _credentials(credentials: Mapping[str, str]) -> dict[str, str]:
    return {
        "aws_access_key_id": credentials["accessKeyId"],
        "aws_secret_access_key": credentials["secretAccessKey"],
        "aws_session_token": credentials["sessionToken"],
    }
