"""Sources from S3 and artifacts to S3, with the credentials of the build's role."""

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from slipway_emulator.services.codebuild import archives
from slipway_emulator.services.codebuild.errors import PhaseFailed

_Source = Mapping[str, Any]


def download(source: _Source, version: str, directory: Path, client: Any) -> None:  # noqa: ANN401 - made at run time
    """Put a source into a directory.

    Args:
        source: of the build: type ``NO_SOURCE``, ``S3`` or ``CODEPIPELINE``; the location is ``bucket/key`` of a zip,
            or, of ``S3``, of a folder if it ends with a slash.
        version: of the object, or nothing for the newest.
        directory: exists and is empty.
        client: of S3.

    Raises:
        PhaseFailed: ``CLIENT_ERROR``: it isn't there, the role may not read it, or it is no zip.
    """
    if source["type"] == "NO_SOURCE":
        return
    location = source["location"].removeprefix("arn:aws:s3:::")
    bucket, _, key = location.partition("/")
    try:
        if location.endswith("/"):
            _download_folder(bucket, key, directory, client)
        else:
            _download_zip(bucket, key, version, directory, client)
    except ClientError as error:
        name = source.get("sourceIdentifier") or "primary"
        raise PhaseFailed("CLIENT_ERROR", f"{error} for the source {name}, arn:aws:s3:::{location}") from error


def upload(
    files: Mapping[str, Path],
    artifact: Mapping[str, Any],
    *,
    build_id: str,
    encryption_key: str,
    archive: Path,
    client: Any,  # noqa: ANN401 - made at run time
) -> str:
    """Put an output artifact where its project or pipeline wants it, and return its location.

    Args:
        files: by the names that they have in the artifact.
        artifact: of type ``S3`` or ``CODEPIPELINE``, as in StartBuild; its name is that of the zip or the folder.
        build_id: the part of it after the colon.
        encryption_key: KMS key; the one that CodeBuild falls back to leaves it to the bucket.
        archive: a file to write the zip to.
        client: of S3.

    Raises:
        PhaseFailed: ``CLIENT_ERROR``: the role may not.
    """
    prefix = [(artifact.get("path") or "").strip("/")]
    if artifact.get("namespaceType") == "BUILD_ID":
        prefix.append(build_id)
    key = "/".join(part for part in (*prefix, artifact.get("name", "").strip("/")) if part)
    options = _encryption(artifact, encryption_key)
    if artifact.get("packaging") == "ZIP":
        archives.pack(files, archive)
        objects = {key: archive}
    else:
        objects = {"/".join(filter(None, (key, name))): path for name, path in files.items()}
    try:
        for name, path in objects.items():
            with path.open("rb") as body:
                client.put_object(Bucket=artifact["location"], Key=name, Body=body, **options)
    except ClientError as error:
        raise PhaseFailed("CLIENT_ERROR", f"Error while uploading artifacts: {error}") from error
    return f"arn:aws:s3:::{artifact['location']}/{key}"


def _download_zip(bucket: str, key: str, version: str, directory: Path, client: Any) -> None:  # noqa: ANN401
    archive = directory.with_name(f"{directory.name}.zip")
    _get(client, archive, Bucket=bucket, Key=key, **({"VersionId": version} if version else {}))
    try:
        archives.unpack(archive, directory)
    except zipfile.BadZipFile as error:
        raise PhaseFailed("CLIENT_ERROR", f"arn:aws:s3:::{bucket}/{key} isn't a zip file: {error}") from error
    finally:
        archive.unlink()


def _download_folder(bucket: str, prefix: str, directory: Path, client: Any) -> None:  # noqa: ANN401
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for found in page.get("Contents", []):
            path = directory / found["Key"].removeprefix(prefix)
            if found["Key"].endswith("/") or ".." in path.parts:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            _get(client, path, Bucket=bucket, Key=found["Key"])


def _get(client: Any, path: Path, **object_: str) -> None:  # noqa: ANN401 - made at run time
    # Not download_file: it asks for the head first, and what is refused that way says nothing of the reason.
    body = client.get_object(**object_)["Body"]
    with body, path.open("wb") as file:
        shutil.copyfileobj(body, file)


def _encryption(artifact: Mapping[str, Any], key: str) -> dict[str, str]:
    if artifact.get("encryptionDisabled") or key.endswith((":alias/aws/s3", ":alias/aws/codebuild")):
        return {}
    return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
