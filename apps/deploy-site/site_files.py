"""The files of a site in its bucket."""

import hashlib
import mimetypes
from pathlib import Path
from typing import Any

import boto3

from runtime.boto3_config import CONFIG

# Of file names that Python's table, or a machine's, doesn't have.
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".webp": "image/webp", ".woff2": "font/woff2"}

_s3: Any = boto3.client("s3", config=CONFIG)


def etags(bucket: str) -> dict[str, str]:
    """Return key -> ETag of every object in the bucket."""
    pages = _s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {item["Key"]: item["ETag"].strip('"') for page in pages for item in page.get("Contents", [])}


def in_order(keys: list[str]) -> list[str]:
    """Return the keys in the order of their upload: pages last, so that no page precedes what it loads."""
    return sorted(keys, key=lambda key: (key.endswith(".html"), key))


def is_unchanged(path: Path, etag: str | None) -> bool:
    """Return whether an object has the content of a file. With a KMS key the ETag isn't the MD5, so it never is."""
    return etag is not None and hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() == etag


def upload(bucket: str, key: str, path: Path) -> None:
    """Put a file with its media type.

    Raises:
        ClientError: S3 rejected the call.
    """
    guess = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_text = guess.startswith("text/") or guess in ("application/json", "image/svg+xml")
    content_type = f"{guess}; charset=utf-8" if is_text else guess
    with path.open("rb") as file:
        _s3.put_object(Bucket=bucket, Key=key, Body=file, ContentType=content_type)
