"""The content of a metadata object: the versions of one type as JSON in a zip.

It is a zip because CodePipeline passes an S3 source to CodeBuild unchanged, and CodeBuild only unpacks zips.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import asdict

from completed_version import AlgorithmType, CompletedVersion
from runtime.archives import make_zip
from runtime.events import TransientError

SCHEMA_VERSION = 1


class DocumentError(TransientError):
    """The content of a metadata object is not from `to_zip`. No record is the cause, so none may be given up."""


def merge(current: Iterable[CompletedVersion], changes: Iterable[CompletedVersion]) -> list[CompletedVersion]:
    """Return the latest change of each version, sorted. The order of the changes doesn't matter."""
    latest: dict[tuple[str, str], CompletedVersion] = {}
    for change in [*current, *changes]:
        known = latest.setdefault((change.algorithm, change.version), change)
        if change.position > known.position:
            latest[change.algorithm, change.version] = change
    return sorted(latest.values(), key=lambda each: (each.algorithm, _numeric_key(each.version), each.version))


def _numeric_key(version: str) -> list[str | int]:
    """Return a sort key that puts 1.10 after 1.9. Strings and integers alternate, so they are never compared."""
    return [int(part) if index % 2 else part for index, part in enumerate(re.split(r"([0-9]+)", version))]


def to_zip(algorithm_type: AlgorithmType, versions: Iterable[CompletedVersion]) -> bytes:
    """Return the content of the type's metadata object. The same versions give the same bytes."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "type": algorithm_type.value,
        "versions": [asdict(version) for version in versions],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return make_zip({f"{algorithm_type}.json": text.encode()})


def from_zip(algorithm_type: AlgorithmType, content: bytes) -> list[CompletedVersion]:
    """Return the versions in the content of a metadata object.

    Raises:
        DocumentError: the content is not from `to_zip`, so the object must not be overwritten.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            document = json.loads(archive.read(f"{algorithm_type}.json"))
        if document["schema_version"] == SCHEMA_VERSION and document["type"] == algorithm_type:
            return _checked(CompletedVersion(**version) for version in document["versions"])
        problem = f"schema version {document['schema_version']!r}, type {document['type']!r}"
    except (zipfile.BadZipFile, zlib.error, RuntimeError, KeyError, TypeError, ValueError) as error:
        problem = repr(error)
    raise DocumentError(
        f"{algorithm_type}.zip contains no {algorithm_type}.json of schema version {SCHEMA_VERSION}: {problem}"
    )


def _checked(versions: Iterable[CompletedVersion]) -> list[CompletedVersion]:
    """Return versions that `merge` can compare; raises ValueError or TypeError for others."""
    found = list(versions)
    if naive := [version.completed_at for version in found if version.position[0].tzinfo is None]:
        raise ValueError(f"{naive[0]} has no time zone")
    return found
