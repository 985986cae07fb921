"""The job's artifacts, read and written with the credentials that came with the job."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import boto3

from pipeline_action.errors import ActionError, ConfigurationError
from pipeline_action.job import Artifact, Job
from runtime.archives import zipped
from runtime.sdk import CONFIG

MAX_FILE = 64 * 1024 * 1024
"""Bytes of a file that is read into memory; a function has 128 MB at least."""

_READ_AHEAD = 64 * 1024  # the directory of some hundred files; a small file comes with one request


def read_file(job: Job[Any, Any], artifact_name: str, path: str) -> bytes:
    """Return one file of an input artifact; of the zip's other files nothing is fetched.

    Raises:
        ActionError: there is no such artifact or file, it is no zip, or the file has more than `MAX_FILE` bytes.
        ClientError: S3 refused a call.
    """
    source = io.BufferedReader(_Object(_client(job), _named(job.inputs, artifact_name, "input")), _READ_AHEAD)
    try:
        with zipfile.ZipFile(source) as archive:
            if archive.getinfo(path).file_size > MAX_FILE:
                raise ActionError(f"{path} of the artifact {artifact_name} has more than {MAX_FILE} bytes")
            return archive.read(path)
    except KeyError:
        raise ActionError(f"the artifact {artifact_name} has no file {path}") from None
    except zipfile.BadZipFile as error:
        raise ActionError(f"the artifact {artifact_name} is no zip that can be read: {error}") from None


def write_files(job: Job[Any, Any], artifact_name: str, files: Mapping[str, bytes]) -> None:
    """Put the files, by their paths, as an output artifact.

    Raises:
        ActionError: there is no such artifact.
        ClientError: S3 refused the call.
    """
    target = _named(job.outputs, artifact_name, "output")
    encryption = (
        {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": job.encryption_key} if job.encryption_key is not None else {}
    )
    _client(job).put_object(Bucket=target.bucket, Key=target.key, Body=zipped(files), **encryption)


def _named(artifacts: Mapping[str, Artifact], name: str, kind: str) -> Artifact:
    if name not in artifacts:
        raise ConfigurationError(f"the action has no {kind} artifact {name}: it has {', '.join(artifacts) or 'none'}")
    return artifacts[name]


def _client(job: Job[Any, Any]) -> Any:  # noqa: ANN401 - an S3Client, which only the stubs know
    return boto3.client("s3", config=CONFIG, **job.credentials)


class _Object(io.RawIOBase):
    """An object in S3 as a file that fetches what is read of it."""

    def __init__(self, client: Any, artifact: Artifact) -> None:  # noqa: ANN401 - as `_client`
        self._client = client
        self._place = {"Bucket": artifact.bucket, "Key": artifact.key}
        head = client.head_object(**self._place)
        self._size: int = head["ContentLength"]
        self._place["IfMatch"] = head["ETag"]  # so that all parts are of one version
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - WriteableBuffer, which only the stubs know
        length = min(len(buffer), self._size - self._position)
        if length <= 0:
            return 0
        span = f"bytes={self._position}-{self._position + length - 1}"
        part = self._client.get_object(**self._place, Range=span)["Body"].read()
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)
