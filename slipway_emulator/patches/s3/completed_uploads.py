"""CompleteMultipartUpload checks its list of parts, their sizes, and that nobody else has written the object meanwhile.

Parts must be in ascending order, and each but the last at least 5 MiB:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
With ``If-Match``, an object that was written or deleted after the start of the upload is a conflict:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json (AWS's answers)

MiniStack sorts the parts, takes small ones and the same one twice, and has MalformedXML for a request without any.
"""

import functools
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import error_response
from slipway_emulator.patches.s3.upload_ids import created_upload

_Response = tuple[int, dict[str, str], Any]
_Upload = dict[str, Any]
_MINIMUM = 5 * 1024 * 1024  # bytes of a part, if it isn't the last one
_REPLACED = "_replaced"  # of an upload: the object that there was at its start
_NO_PARTS = "You must specify at least one part"
_ORDER = "The list of parts was not in ascending order. Parts must be ordered by part number."
_TOO_SMALL = "Your proposed upload is smaller than the minimum allowed size"
_CONFLICT = "The conditional request cannot succeed due to a conflicting operation against this resource."


def apply() -> None:
    """Wrap the start and the completion of an upload."""
    create, complete = s3._create_multipart_upload, s3._complete_multipart_upload

    @functools.wraps(create)
    def create_multipart_upload(bucket_name: str, key: str, headers: dict[str, str]) -> _Response:
        response: _Response = create(bucket_name, key, headers)
        if upload := s3._multipart_uploads.get(created_upload(response[2])):
            upload[_REPLACED] = s3._buckets[bucket_name]["objects"].get(key)
        return response

    @functools.wraps(complete)
    def complete_multipart_upload(
        bucket_name: str, key: str, body: bytes, query_params: dict[str, Any], headers: dict[str, str] | None = None
    ) -> _Response:
        identifier = s3._qp(query_params, "uploadId")
        upload = s3._multipart_uploads.get(identifier)
        is_there = s3._ensure_bucket(bucket_name) and upload and (upload["bucket"], upload["key"]) == (bucket_name, key)
        refusal = _refusal(upload, identifier, body, headers or {}) if is_there else None
        return refusal or complete(bucket_name, key, body, query_params, headers)

    s3._create_multipart_upload = create_multipart_upload
    s3._complete_multipart_upload = complete_multipart_upload


def _refusal(upload: _Upload, identifier: str, body: bytes, headers: dict[str, str]) -> _Response | None:
    current = s3._buckets[upload["bucket"]]["objects"].get(upload["key"])
    refusal: _Response | None = s3._check_put_preconditions(headers, current)
    if refusal:
        return refusal
    if headers.get("if-match") and current is not upload.get(_REPLACED):
        members = {"Condition": "If-Match", "Key": upload["key"]}
        return error_response("ConditionalRequestConflict", _CONFLICT, 409, members)
    try:
        numbers = _part_numbers(body)
    except (ParseError, ValueError):
        return None  # MiniStack's MalformedXML
    if not numbers:
        return error_response("InvalidRequest", _NO_PARTS, 400)
    if numbers != sorted(set(numbers)):
        return error_response("InvalidPartOrder", _ORDER, 400, {"UploadId": identifier})
    return _size_refusal(upload, numbers)


def _part_numbers(body: bytes) -> list[int]:
    """Return the numbers of the parts in a document, in their order; raise an error if it can't be read."""
    if not body.strip():
        return []
    root = fromstring(body)  # noqa: S314 - expat limits the expansion of entities
    return [int(element.text or "") for element in root.iter() if element.tag.rpartition("}")[2] == "PartNumber"]


def _size_refusal(upload: _Upload, numbers: list[int]) -> _Response | None:
    parts = upload["parts"]
    if not parts.keys() >= set(numbers):
        return None  # MiniStack's InvalidPart
    for number in numbers[:-1]:
        part = parts[number]
        if part["size"] < _MINIMUM:
            members = {
                "ProposedSize": str(part["size"]),
                "MinSizeAllowed": str(_MINIMUM),
                "PartNumber": str(number),
                "ETag": part["etag"].strip('"'),
            }
            return error_response("EntityTooSmall", _TOO_SMALL, 400, members)
    return None
