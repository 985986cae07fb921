"""Reads the metadata documents: the versions of each type of algorithm whose package tests are complete."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

TYPES = ("recommendation", "search", "similarity")
SCHEMA_VERSION = 1


class BuildError(Exception):
    """The site can't be built. The message is one line: the file or variable, what is wrong, and what to do."""


@dataclass(frozen=True)
class Version:
    """A version of an algorithm: an entry of ``versions`` in a metadata document.

    Attributes:
        algorithm: the algorithm's name, e.g. ``bm25``.
        version: the version, e.g. ``1.4.0``.
        title: the algorithm's title for readers; may be empty.
        description: a sentence or two; may be empty.
        completed_at: the time at which the package tests were complete, in ISO 8601 in UTC.
        sequence_number: the sequence number of the stream record with the completed tests.
    """

    algorithm: str
    version: str
    title: str
    description: str
    completed_at: str
    sequence_number: str


def read(environment: Mapping[str, str], algorithm_type: str) -> list[Version]:
    """Return the versions in ``<type>.json`` of a type's input artifact, by algorithm, the latest first.

    Args:
        environment: environment variables, with the artifact's folder in ``CODEBUILD_SRC_DIR_<type>``.
        algorithm_type: one of `TYPES`.

    Raises:
        BuildError: the artifact or the file is missing, or the file is not a metadata document.
    """
    variable = f"CODEBUILD_SRC_DIR_{algorithm_type}"
    if not environment.get(variable):
        raise BuildError(
            f"{variable} is not set: declare the input artifact {algorithm_type!r} at the pipeline's build action"
        )
    path = Path(environment[variable]) / f"{algorithm_type}.json"
    try:
        return _versions(_parse(path), algorithm_type)
    except _DocumentError as error:
        raise BuildError(f"{path}: {error}") from None


class _DocumentError(Exception):
    """A document is invalid. The message doesn't name the document; the caller adds its path."""


def _parse(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _DocumentError("is missing; the artifact's zip must contain it at its root") from None
    except (ValueError, OSError, RecursionError) as error:
        raise _DocumentError(f"is not JSON in UTF-8: {error}") from None


def _versions(parsed: object, algorithm_type: str) -> list[Version]:
    document = _with_keys("the document", parsed, {"schema_version", "type", "versions"})
    if document["schema_version"] != SCHEMA_VERSION:
        raise _DocumentError(f"schema_version is {document['schema_version']!r}; this build reads {SCHEMA_VERSION}")
    if document["type"] != algorithm_type:
        raise _DocumentError(f"type is {document['type']!r} in the document of {algorithm_type!r}")
    if not isinstance(document["versions"], list):
        raise _DocumentError("versions must be a list")
    versions = [_version(f"versions[{index}]", entry) for index, entry in enumerate(document["versions"])]
    names = [(version.algorithm, version.version) for version in versions]
    for name in names:
        if names.count(name) > 1:
            raise _DocumentError(f"versions contains {' '.join(name)} more than once")
    versions.sort(key=lambda version: (version.completed_at, version.version), reverse=True)
    return sorted(versions, key=lambda version: version.algorithm)


def _version(where: str, parsed: object) -> Version:
    entry = _with_keys(where, parsed, set(Version.__dataclass_fields__))
    for key, value in entry.items():
        if not isinstance(value, str):
            raise _DocumentError(f"{where}.{key} must be a string, not {json.dumps(value)}")
    for key in ("algorithm", "version"):
        if not entry[key].strip():
            raise _DocumentError(f"{where}.{key} must not be empty")
    if not _is_utc(entry["completed_at"]):
        raise _DocumentError(f'{where}.completed_at must be a time like "2026-11-21T08:30:00Z"')
    return Version(**entry)


def _with_keys(where: str, value: object, keys: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _DocumentError(f"{where} must be an object")
    for problem, names in (("lacks", keys - value.keys()), ("has the unknown key", value.keys() - keys)):
        if names:
            raise _DocumentError(f"{where} {problem} {', '.join(sorted(names))}")
    return value


def _is_utc(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() == timedelta(0)
    except ValueError:
        return False
