"""What a metadata object holds: the versions of one type, as JSON in a zip.

A zip, because CodePipeline hands an object that is a source to CodeBuild as it is, and CodeBuild unpacks zips only.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import asdict

from completed_version import AlgorithmType, CompletedVersion
from runtime.archives import zipped
from runtime.events import UnprocessableError

SCHEMA_VERSION = 1


def merged(current: Iterable[CompletedVersion], changes: Iterable[CompletedVersion]) -> list[CompletedVersion]:
    """Return the newest of each version, in the document's order: the same in whatever order the changes come."""
    newest: dict[tuple[str, str], CompletedVersion] = {}
    for each in [*current, *changes]:
        known = newest.setdefault((each.algorithm, each.version), each)
        # As integers: as text, "9" comes after "13".
        if int(each.sequence_number) > int(known.sequence_number):
            newest[each.algorithm, each.version] = each
    return sorted(newest.values(), key=lambda each: (each.algorithm, _numerically(each.version), each.version))


def _numerically(version: str) -> list[str | int]:
    """Return a key that sorts 1.10 after 1.9; texts and numbers alternate, so that like meets like."""
    return [int(part) if index % 2 else part for index, part in enumerate(re.split(r"([0-9]+)", version))]


def to_zip(algorithm_type: AlgorithmType, versions: Iterable[CompletedVersion]) -> bytes:
    """Return the object of the versions; the same versions make the same bytes."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "type": algorithm_type.value,
        "versions": [asdict(each) for each in versions],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return zipped({f"{algorithm_type}.json": text.encode()})


def from_zip(algorithm_type: AlgorithmType, content: bytes) -> list[CompletedVersion]:
    """Return the versions that an object holds.

    Raises:
        UnprocessableError: it is none that `to_zip` made, and so must not be overwritten.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            document = json.loads(archive.read(f"{algorithm_type}.json"))
        if document["schema_version"] == SCHEMA_VERSION and document["type"] == algorithm_type:
            return [CompletedVersion(**each) for each in document["versions"]]
        problem = f"schema version {document['schema_version']!r}, type {document['type']!r}"
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        problem = repr(error)
    raise UnprocessableError(
        f"{algorithm_type}.zip holds no {algorithm_type}.json of schema version {SCHEMA_VERSION}: {problem}"
    )
