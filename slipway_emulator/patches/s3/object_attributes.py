"""GetObjectAttributes returns each attribute as S3 has it: parts only of multipart uploads, and any storage class.

The parts of an object with a checksum of the full object are counted, and listed if the checksum is a composite one,
each with its own. The checksum has no number of parts here:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/tutorial-s3-mpu-additional-checksums.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
(TestS3MultipartUploadChecksum, test_get_object_attributes_versioned)

MiniStack lists no parts of every object, without their checksums, and leaves out the storage class STANDARD.
"""

import functools
from contextvars import ContextVar
from typing import Any

from ministack.services import s3

from slipway_emulator import s3_checksums

_Headers = dict[str, str]
_Record = dict[str, Any]
_Response = tuple[int, _Headers, Any]
_ROOT = "GetObjectAttributesResponse"
_requested: ContextVar[str] = ContextVar("requested", default="")  # the attributes that this request names


def apply() -> None:
    """Wrap the operation, and the functions that write the parts and the XML."""
    get, append, write = s3._get_object_attributes, s3._append_object_parts, s3._xml_body

    @functools.wraps(get)
    def get_object_attributes(bucket_name: str, key: str, headers: _Headers, query: dict[str, Any]) -> _Response:
        token = _requested.set(headers.get("x-amz-object-attributes", ""))
        try:
            response: _Response = get(bucket_name, key, headers, query)
        finally:
            _requested.reset(token)
        return response

    @functools.wraps(append)
    def append_parts(root: Any, record: _Record, headers: _Headers) -> None:  # noqa: ANN401 - an element
        parts = record.get("parts") or []
        if parts and _is_composite(record):
            append(root, record, headers)
            _add_checksums(root.find("ObjectParts"), parts)
        elif parts:
            s3.SubElement(s3.SubElement(root, "ObjectParts"), "PartsCount").text = str(len(parts))

    @functools.wraps(write)
    def write_xml(root: Any) -> Any:  # noqa: ANN401 - an element
        if root.tag == _ROOT:
            _correct(root)
        return write(root)

    s3._get_object_attributes, s3._append_object_parts, s3._xml_body = get_object_attributes, append_parts, write_xml


def _is_composite(record: _Record) -> bool:
    return any(s3_checksums.type_of(value) == s3_checksums.COMPOSITE for value in record["checksums"].values())


def _add_checksums(listed: Any, parts: list[_Record]) -> None:  # noqa: ANN401 - an element
    checksums = {str(part["PartNumber"]): part.get("checksums") or {} for part in parts}
    for part in listed.iterfind("Part"):
        for algorithm, value in checksums[part.findtext("PartNumber")].items():
            s3.SubElement(part, f"Checksum{algorithm}").text = value


def _correct(root: Any) -> None:  # noqa: ANN401 - an element
    """Give the checksum the type that its value has, without the number of parts, and the object its storage class."""
    if "StorageClass" in _requested.get() and root.find("StorageClass") is None:
        s3.SubElement(root, "StorageClass").text = "STANDARD"
    checksum = root.find("Checksum")
    for element in () if checksum is None else list(checksum)[:-1]:
        checksum.find("ChecksumType").text = s3_checksums.type_of(element.text)
        element.text = element.text.partition("-")[0]
