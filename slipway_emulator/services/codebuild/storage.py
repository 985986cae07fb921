"""Downloads sources from S3 and uploads artifacts to S3."""

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from slipway_emulator.services.boto_sessions import Client
from slipway_emulator.services.codebuild import archives
from slipway_emulator.services.codebuild.errors import PhaseError
from slipway_emulator.services.codeconnections.clone_reference import CloneReference

_Source = Mapping[str, Any]


def download(source: _Source, version: str, directory: Path, client: Client) -> CloneReference | None:
    """Download a source into a directory, or return the reference to a commit that its artifact is.

    Args:
        source: source of type ``NO_SOURCE``, ``S3`` or ``CODEPIPELINE``. Its location is ``bucket/key`` of a zip;
            if it is of type ``S3`` and ends with a slash, of a folder.
        version: version of the object; an empty string means the newest.
        directory: exists and is empty.
        client: client for S3, with the credentials of the build's role.

    Raises:
        PhaseError: ``CLIENT_ERROR``: it doesn't exist, the role isn't authorized, or it isn't a zip file.
    """
    if source["type"] == "NO_SOURCE":
        return None
    location = source["location"].removeprefix("arn:aws:s3:::")
    bucket, _, key = location.partition("/")
    try:
        if not location.endswith("/"):
            return _download_zip(bucket, key, version, directory, client)
        _download_folder(bucket, key, directory, client)
    except ClientError as error:
        name = source.get("sourceIdentifier") or "primary"
        raise PhaseError("CLIENT_ERROR", f"{error} for the source {name}, arn:aws:s3:::{location}") from error
    return None


def upload(
    files: Mapping[str, Path],
    artifact: Mapping[str, Any],
    *,
    build_id: str,
    encryption_key: str,
    archive: Path,
    client: Client,
) -> str:
    """Upload an output artifact and return its ARN.

    Args:
        files: files by their names in the artifact.
        artifact: artifact of type ``S3`` or ``CODEPIPELINE``, as in StartBuild; its name is the name of the zip or the
            folder.
        build_id: the id without the project's name.
        encryption_key: KMS key; CodeBuild's default key means the bucket's default encryption.
        archive: path for the temporary zip.
        client: client for S3, with the credentials of the build's role.

    Raises:
        PhaseError: ``CLIENT_ERROR``: the role isn't authorized.
    """
    key, options = _key(artifact, build_id), _encryption(artifact, encryption_key)
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
        raise PhaseError("CLIENT_ERROR", f"Error while uploading artifacts: {error}") from error
    return f"arn:aws:s3:::{artifact['location']}/{key}"


def _download_zip(bucket: str, key: str, version: str, directory: Path, client: Client) -> CloneReference | None:
    archive = directory.with_name(f"{directory.name}.zip")
    _get(client, archive, Bucket=bucket, Key=key, **({"VersionId": version} if version else {}))
    try:
        if reference := CloneReference.load(archive):
            return reference
        archives.unpack(archive, directory)
    except zipfile.BadZipFile as error:
        raise PhaseError("CLIENT_ERROR", f"arn:aws:s3:::{bucket}/{key} isn't a zip file: {error}") from error
    finally:
        archive.unlink()
    return None


def _download_folder(bucket: str, prefix: str, directory: Path, client: Client) -> None:
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for key in (item["Key"] for item in page.get("Contents", [])):
            path = directory / key.removeprefix(prefix)
            if key.endswith("/") or ".." in path.parts:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            _get(client, path, Bucket=bucket, Key=key)


def _get(client: Client, path: Path, **object_: str) -> None:
    # Not download_file, which calls HeadObject first: its error responses have no reason.
    body = client.get_object(**object_)["Body"]
    with body, path.open("wb") as file:
        shutil.copyfileobj(body, file)


def _key(artifact: Mapping[str, Any], build_id: str) -> str:
    namespace = build_id if artifact.get("namespaceType") == "BUILD_ID" else ""
    parts = ((artifact.get("path") or "").strip("/"), namespace, artifact.get("name", "").strip("/"))
    return "/".join(filter(None, parts))


def _encryption(artifact: Mapping[str, Any], key: str) -> dict[str, str]:
    if artifact.get("encryptionDisabled") or key.endswith((":alias/aws/s3", ":alias/aws/codebuild")):
        return {}
    return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
