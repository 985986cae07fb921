"""DeleteObjects answers NoSuchVersion for a version that doesn't exist.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json
(test_delete_objects, test_delete_objects_versioned)

MiniStack answers that it was deleted.
"""

import functools
from contextvars import ContextVar
from typing import Any

from ministack.services import s3

_missing: ContextVar[frozenset[tuple[str, str]]] = ContextVar("missing", default=frozenset())  # of this request
_NULL = "null"


def apply() -> None:
    """Wrap DeleteObjects, the function that deletes a version, and the one that writes XML."""
    delete_all, delete_version, write = s3._delete_objects, s3._delete_object_version, s3._xml_body

    @functools.wraps(delete_version)
    def delete_object_version(bucket: Any, bucket_name: str, key: str, version_id: str) -> Any:  # noqa: ANN401
        found, was_marker = delete_version(bucket, bucket_name, key, version_id)
        if not found and version_id != _NULL:
            _missing.set(_missing.get() | {(key, version_id)})
        return found, was_marker

    @functools.wraps(delete_all)
    def delete_objects(*arguments: object) -> Any:  # noqa: ANN401 - MiniStack's
        token = _missing.set(frozenset())
        try:
            return delete_all(*arguments)
        finally:
            _missing.reset(token)

    @functools.wraps(write)
    def write_xml(root: Any) -> Any:  # noqa: ANN401 - an element
        if root.tag == "DeleteResult":
            _add_errors(root)
        return write(root)

    s3._delete_objects, s3._delete_object_version, s3._xml_body = delete_objects, delete_object_version, write_xml


def _add_errors(root: Any) -> None:  # noqa: ANN401 - an element
    missing = _missing.get()
    for deleted in root.findall("Deleted"):
        if (deleted.findtext("Key"), deleted.findtext("VersionId")) in missing:
            root.remove(deleted)
    for key, version_id in sorted(missing):
        error = s3.SubElement(root, "Error")
        members = {"Key": key, "VersionId": version_id, "Code": "NoSuchVersion"}
        for name, text in {**members, "Message": "The specified version does not exist."}.items():
            s3.SubElement(error, name).text = text
