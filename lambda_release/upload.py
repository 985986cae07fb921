"""Uploading a zip as the code of ``$LATEST``."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambda_release.errors import ReleaseError
from lambda_release.function import Function

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 50 MB, by which Lambda means MiB.
MAX_SIZE = 50 * 1024 * 1024


@dataclass(frozen=True)
class Code:
    """The zip of a function.

    Attributes:
        path: the zip.
        size: size of the zip in bytes.
        sha256: its SHA-256 in base64, like Lambda's ``CodeSha256``.
    """

    path: Path
    size: int
    sha256: str


def read_code(path: Path) -> Code:
    """Return a zip as the code of a function."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return Code(path, path.stat().st_size, base64.b64encode(digest).decode())


@dataclass(frozen=True)
class Bucket:
    """An S3 bucket in the functions' region, for zips that are too large for Lambda's API.

    Attributes:
        client: boto3's S3 client.
        name: the bucket's name.
    """

    client: Any
    name: str


def upload(function: Function, code: Code, revision: str, bucket: Bucket | None) -> None:
    """Start to replace the code of ``$LATEST``; Lambda finishes it after this returns.

    Args:
        function: the function to update.
        code: the zip.
        revision: the revision of ``$LATEST`` that this replaces. Lambda refuses if it has another one.
        bucket: bucket for zips over 50 MB.

    Raises:
        ReleaseError: the zip is over 50 MB, and there is no bucket.
        ClientError, BotoCoreError: a call of AWS failed.
        S3UploadFailedError: the upload to S3 failed.
    """
    location = _location(function, code, bucket)
    function.client.update_function_code(FunctionName=function.name, RevisionId=revision, **location)


def _location(function: Function, code: Code, bucket: Bucket | None) -> dict[str, Any]:
    if code.size <= MAX_SIZE:
        return {"ZipFile": code.path.read_bytes()}
    if bucket is None:
        raise ReleaseError(
            f"the zip has {code.size / 1024**2:.0f} MB; Lambda takes 50 in an upload: "
            "name an S3 bucket with --bucket, or as artifacts_bucket in slipway.toml"
        )
    # The key is the content's hash, so concurrent uploads to one key are of the same content.
    key = f"{function.name}/{base64.b64decode(code.sha256).hex()}.zip"
    bucket.client.upload_file(str(code.path), bucket.name, key)
    return {"S3Bucket": bucket.name, "S3Key": key}
