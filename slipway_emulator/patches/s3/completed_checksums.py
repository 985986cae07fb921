"""CompleteMultipartUpload checks the checksums that it names, and answers the checksum of the object.

A completion with another type than the upload, with a wrong checksum, or without those of the parts of a COMPOSITE one
is refused. A part that isn't there, or has another checksum, is named. The checksum of an upload without an algorithm
is a CRC64NVME, and what the request names is ignored:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
(TestS3MultipartUploadChecksum)

MiniStack knows composite checksums only.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import s3

from slipway_emulator import s3_checksums
from slipway_emulator.patches.s3.checksums import named_algorithm
from slipway_emulator.patches.s3.error_response import error_response

_Headers = dict[str, str]
_Record = dict[str, Any]
_Response = tuple[int, _Headers, Any]
_HEADER = "x-amz-checksum-"
_END = b"</CompleteMultipartUploadResult>"
_NO_PART = (
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified "
    "entity tag may not match the part's entity tag."
)


def apply() -> None:
    """Wrap CompleteMultipartUpload."""
    complete = s3._complete_multipart_upload

    @functools.wraps(complete)
    def complete_multipart_upload(
        bucket_name: str, key: str, body: bytes, query: dict[str, Any], headers: _Headers | None = None
    ) -> _Response:
        upload_id = s3._qp(query, "uploadId")
        upload = s3._multipart_uploads.get(upload_id)
        finish = functools.partial(complete, bucket_name, key, body, query, headers)
        if upload is None or (upload["bucket"], upload["key"]) != (bucket_name, key):
            response: _Response = finish()
            return response
        response = _refusal(upload, upload_id, body, headers or {}) or _finish(finish, upload)
        if response[0] == 200:
            response = _with_checksum(response, upload, s3._buckets[bucket_name]["objects"][key])
            s3._completed_multipart_uploads[upload_id]["response"] = response
        return response

    s3._complete_multipart_upload = complete_multipart_upload


def _refusal(upload: _Record, upload_id: str, body: bytes, headers: _Headers) -> _Response | None:
    algorithm, kind = upload.get("checksum_algorithm"), upload.get("checksum_type")
    named = headers.get(f"{_HEADER}type")
    if named and named.upper() != kind:
        return _error(
            f"The upload was created using the {kind or 'null'} checksum mode. "
            "The complete request must use the same checksum mode."
        )
    try:
        parts = [element for element in s3.fromstring(body) if element.tag.endswith("Part")]
    except s3.ParseError:
        return None  # which MiniStack refuses
    members = [{element.tag.rpartition("}")[2]: element.text or "" for element in part} for part in parts]
    for part in members:
        if refusal := _refused_part(part, upload, upload_id):
            return refusal
    sent = {name for name in s3_checksums.SIZES if _HEADER + name.lower() in headers}
    if algorithm and sent and headers.get(_HEADER + algorithm.lower()) != _expected(upload, members, named):
        message = f"The {algorithm.lower()} you specified did not match the calculated checksum."
        return error_response("BadDigest", message, 400)
    return None


def _error(message: str) -> _Response:
    return error_response("InvalidRequest", message, 400)


def _refused_part(part: _Headers, upload: _Record, upload_id: str) -> _Response | None:
    number, etag = part.get("PartNumber", ""), part.get("ETag", "").strip('"')
    algorithm = upload.get("checksum_algorithm")
    sent = {name.removeprefix("Checksum"): value for name, value in part.items() if name.startswith("Checksum")}
    kept = upload["parts"].get(int(number)) if number.isdecimal() else None
    if not kept or kept["etag"].strip('"') != etag or (sent and not algorithm):
        return _no_part(upload_id, number, etag)
    if foreign := next((name for name in sent if name != algorithm), ""):
        message = f"The {foreign.lower()} you specified for part {number} did not match what we received."
        return error_response("BadDigest", message, 400)
    if algorithm and not sent and upload["checksum_type"] == s3_checksums.COMPOSITE:
        return _error(
            f"The upload was created using a {algorithm.lower()} checksum. The complete request must include the "
            f"checksum for each part. It was missing for part {number} in the request."
        )
    return _no_part(upload_id, number, etag) if sent and sent != kept["checksums"] else None


def _no_part(upload_id: str, number: str, etag: str) -> _Response:
    members = {"UploadId": upload_id, "PartNumber": number, "ETag": etag}
    return error_response("InvalidPart", _NO_PART, 400, members)


def _expected(upload: _Record, parts: list[_Headers], named_type: str | None) -> str:
    """Return the checksum that a completion must name; nothing is right for a FULL_OBJECT that it doesn't name."""
    algorithm = upload["checksum_algorithm"]
    kept = [upload["parts"][int(part["PartNumber"])] for part in parts]
    if upload["checksum_type"] == s3_checksums.COMPOSITE:
        return s3_checksums.compose(algorithm, (part["checksums"][algorithm] for part in kept))
    if not named_type and algorithm != s3_checksums.DEFAULT:
        return ""
    return s3_checksums.compute(algorithm, b"".join(part["body"] for part in kept))


def _finish(finish: Callable[[], _Response], upload: _Record) -> _Response:
    """Complete an upload. MiniStack makes a composite checksum of any algorithm, so it sees only that of one."""
    if upload.get("checksum_type") == s3_checksums.COMPOSITE:
        return finish()
    algorithm = upload.get("checksum_algorithm")
    upload["checksum_algorithm"] = None
    token = named_algorithm.set(algorithm or "")
    try:
        return finish()
    finally:
        named_algorithm.reset(token)
        upload["checksum_algorithm"] = algorithm


def _with_checksum(response: _Response, upload: _Record, record: _Record) -> _Response:
    """Keep the checksums of the parts in the object's record, and add that of the object to the response."""
    for part in record["parts"] if upload.get("checksum_algorithm") else ():
        part["checksums"] = upload["parts"][part["PartNumber"]]["checksums"]
    status, headers, body = response
    if b"<ChecksumType>" in body:
        return response
    for algorithm, value in record["checksums"].items():
        added = f"<Checksum{algorithm}>{value}</Checksum{algorithm}><ChecksumType>FULL_OBJECT</ChecksumType>"
        body = body.replace(_END, added.encode() + _END)
    return status, headers, body
