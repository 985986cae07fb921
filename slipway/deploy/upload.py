"""Uploading a zip as the code of ``$LATEST``."""

import base64
from dataclasses import dataclass
from typing import Any

from slipway.deploy.function import Function
from slipway.errors import SlipwayError
from slipway.package.package import Artifact

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 50 MB, by which Lambda means MiB.
MAX_SIZE = 50 * 1024 * 1024


@dataclass(frozen=True)
class Bucket:
    """An S3 bucket in the functions' region, for zips that are too large for Lambda's API.

    Attributes:
        client: boto3's S3 client.
        name: the bucket's name.
    """

    client: Any
    name: str


def upload(function: Function, artifact: Artifact, revision: str, bucket: Bucket | None) -> None:
    """Start to replace the code of ``$LATEST``; Lambda finishes it after this returns.

    Args:
        function: the function to update.
        artifact: the zip.
        revision: the revision of ``$LATEST`` that this replaces. Lambda refuses if it has another one.
        bucket: for zips over 50 MB.

    Raises:
        SlipwayError: the zip is over 50 MB, and there is no bucket.
        ClientError, BotoCoreError: a call of AWS failed.
        S3UploadFailedError: the upload to S3 failed.
    """
    code = _code(function, artifact, bucket)
    function.client.update_function_code(FunctionName=function.name, RevisionId=revision, **code)


def _code(function: Function, artifact: Artifact, bucket: Bucket | None) -> dict[str, Any]:
    if artifact.size <= MAX_SIZE:
        return {"ZipFile": artifact.path.read_bytes()}
    if bucket is None:
        raise SlipwayError(
            f"the zip has {artifact.size / 1024**2:.0f} MB; Lambda takes 50 in an upload: "
            "name an S3 bucket with --bucket, or as artifacts_bucket in slipway.toml"
        )
    # The key is the content's hash, so concurrent uploads to one key are of the same content.
    key = f"{function.name}/{base64.b64decode(artifact.code_sha256).hex()}.zip"
    bucket.client.upload_file(str(artifact.path), bucket.name, key)
    return {"S3Bucket": bucket.name, "S3Key": key}
