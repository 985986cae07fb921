"""Reads and writes a job's artifacts, with the credentials in the job."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import boto3

from pipeline_action.errors import ActionError, ConfigurationError
from pipeline_action.job import Artifact, Job
from runtime.archives import make_zip
from runtime.boto3_config import CONFIG

MAX_FILE = 64 * 1024 * 1024
"""Maximum size of a file, in bytes. It is read into memory, and a function has at least 128 MB."""

_BUFFER = 64 * 1024  # bytes; holds the central directory of some hundred files, or a small file


def input_name(job: Job[Any, Any], name: str) -> str:
    """Return the name of an input artifact: the given one or, if it is empty, the only one of the action.

    Raises:
        ActionError: the name is empty, and the action has none or several.
    """
    if name:
        return name
    if len(job.inputs) != 1:
        raise ConfigurationError(
            f"the action has {len(job.inputs)} input artifacts: name one of them in the user parameter artifact"
        )
    return next(iter(job.inputs))


def open_input(job: Job[Any, Any], artifact_name: str) -> io.BufferedReader:
    """Return the zip of an input artifact as a file, whose parts are downloaded when they are read.

    Raises:
        ActionError: the action has no such input artifact.
        ClientError: S3 rejected a call.
    """
    return io.BufferedReader(_Object(_client(job), _find(job.inputs, artifact_name, "input")), _BUFFER)


def read_file(job: Job[Any, Any], artifact_name: str, path: str) -> bytes:
    """Return the content of a file in an input artifact, without downloading the whole zip.

    Raises:
        ActionError: the artifact or the file doesn't exist, the artifact is not a zip, or the file is larger than
            `MAX_FILE`.
        ClientError: S3 rejected a call.
    """
    source = open_input(job, artifact_name)
    try:
        with zipfile.ZipFile(source) as archive:
            if archive.getinfo(path).file_size > MAX_FILE:
                raise ActionError(f"{path} of the artifact {artifact_name} has more than {MAX_FILE} bytes")
            return archive.read(path)
    except KeyError:
        raise ActionError(f"the artifact {artifact_name} has no file {path}") from None
    except zipfile.BadZipFile as error:
        raise ActionError(f"the artifact {artifact_name} is not a readable zip: {error}") from None


def write_files(job: Job[Any, Any], artifact_name: str, files: Mapping[str, bytes]) -> None:
    """Write an output artifact: a zip of the files, by path.

    Raises:
        ActionError: the action has no such output artifact.
        ClientError: S3 rejected the call.
    """
    target = _find(job.outputs, artifact_name, "output")
    encryption = (
        {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": job.encryption_key} if job.encryption_key is not None else {}
    )
    _client(job).put_object(Bucket=target.bucket, Key=target.key, Body=make_zip(files), **encryption)


def _find(artifacts: Mapping[str, Artifact], name: str, kind: str) -> Artifact:
    if name not in artifacts:
        raise ConfigurationError(f"the action has no {kind} artifact {name}: it has {', '.join(artifacts) or 'none'}")
    return artifacts[name]


def _client(job: Job[Any, Any]) -> Any:  # noqa: ANN401 - an S3Client, which only boto3's stubs define
    return boto3.client("s3", config=CONFIG, **job.credentials)


class _Object(io.RawIOBase):
    """An S3 object as a file. Each read fetches a range of it."""

    def __init__(self, client: Any, artifact: Artifact) -> None:  # noqa: ANN401 - as `_client`
        self._client = client
        self._location = {"Bucket": artifact.bucket, "Key": artifact.key}
        head = client.head_object(**self._location)
        self._size: int = head["ContentLength"]
        self._location["IfMatch"] = head["ETag"]  # so that all ranges are of the same version
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a WriteableBuffer, which only typeshed defines
        length = min(len(buffer), self._size - self._position)
        if length <= 0:
            return 0
        byte_range = f"bytes={self._position}-{self._position + length - 1}"
        part = self._client.get_object(**self._location, Range=byte_range)["Body"].read()
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)
