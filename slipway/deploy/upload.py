"""Getting a zip into ``$LATEST``."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

import base64
from dataclasses import dataclass
from typing import Any

from slipway.errors import SlipwayError
from slipway.package import Artifact

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 50 MB, by which Lambda means MiB.
MAX_SIZE = 50 * 1024 * 1024


@dataclass(frozen=True)
class Bucket:
    """An S3 bucket in the functions' region for zips that are too large for Lambda's API.

    Attributes:
        client: boto3's, of S3.
        name: the bucket's.
    """

    client: Any
    name: str


def upload(client: Any, function: str, artifact: Artifact, revision: str, bucket: Bucket | None) -> None:
    """Replace the code of the ``$LATEST`` that has this revision; that goes on when this returns.

    Raises:
        SlipwayError: the zip needs a bucket, and none is given.
        ClientError, BotoCoreError: AWS refused a call, or couldn't be reached.
        S3UploadFailedError: S3 refused the zip.
    """
    code = _code(function, artifact, bucket)
    client.update_function_code(FunctionName=function, RevisionId=revision, **code)


def _code(function: str, artifact: Artifact, bucket: Bucket | None) -> dict[str, Any]:
    if artifact.size <= MAX_SIZE:
        return {"ZipFile": artifact.path.read_bytes()}
    if bucket is None:
        raise SlipwayError(
            f"the zip has {artifact.size / 1024**2:.0f} MB; Lambda takes 50 in an upload: "
            "name an S3 bucket with --bucket, or as artifacts_bucket in slipway.toml"
        )
    # Named by its content: whoever uploads at the same time can only put the same there.
    key = f"{function}/{base64.b64decode(artifact.code_sha256).hex()}.zip"
    bucket.client.upload_file(str(artifact.path), bucket.name, key)
    return {"S3Bucket": bucket.name, "S3Key": key}
