"""A multipart upload has one algorithm and one type of checksum, which its parts have and its lists name.

The type is COMPOSITE, the checksum of the parts' checksums, or FULL_OBJECT, that of all bytes; a CRC64NVME has only the
latter. An upload without an algorithm keeps no checksums of parts. A part with a checksum of another algorithm is
refused, and one without a checksum if the type is COMPOSITE:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
(TestS3MultipartUploadChecksum)

MiniStack knows composite checksums only, keeps those of other algorithms, and has none of copied parts or in lists.
"""

import functools
from typing import Any

from ministack.services import s3

from slipway_emulator import s3_checksums
from slipway_emulator.patches.s3 import checksums
from slipway_emulator.patches.s3.error_response import error_response
from slipway_emulator.patches.s3.upload_ids import created_upload

_Headers = dict[str, str]
_Query = dict[str, Any]
_Record = dict[str, Any]
_Response = tuple[int, _Headers, Any]
_HEADER = "x-amz-checksum-"
_TYPE = f"{_HEADER}type"
_UNSUPPORTED = (
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, "
    "CRC64NVME, SHA1, SHA256]"
)
_TYPE_ALONE = "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header."


def apply() -> None:
    """Wrap the operations of multipart uploads, and replace the function that checks the checksum of a part."""
    create, copy, write = s3._create_multipart_upload, s3._upload_part_copy, s3._xml_body
    s3._resolve_part_checksums = _check_part

    @functools.wraps(create)
    def create_multipart_upload(bucket_name: str, key: str, headers: _Headers) -> _Response:
        algorithm, named = headers.get(f"{_HEADER}algorithm", "").upper(), headers.get(_TYPE, "").upper()
        if (algorithm or named) and (message := _refusal(algorithm, named)):
            return error_response("InvalidRequest", message, 400)
        status, answered, body = create(bucket_name, key, headers)
        if status == 200 and algorithm:
            upload = s3._multipart_uploads[created_upload(body)]
            upload["checksum_type"] = answered[_TYPE] = named or s3_checksums.default_type(algorithm)
        return status, answered, body

    @functools.wraps(copy)
    def upload_part_copy(bucket_name: str, key: str, query: _Query, headers: _Headers) -> _Response:
        status, answered, body = copy(bucket_name, key, query, headers)
        upload = s3._multipart_uploads.get(s3._qp(query, "uploadId"), {})
        if status == 200 and (algorithm := upload.get("checksum_algorithm")):
            part = upload["parts"][int(s3._qp(query, "partNumber"))]
            value = s3_checksums.compute(algorithm, part["body"])
            part["checksums"] = {algorithm: value}
            end, name = b"</CopyPartResult>", f"Checksum{algorithm}"
            body = body.replace(end, f"<{name}>{value}</{name}>".encode() + end)
        return status, answered, body

    @functools.wraps(write)
    def write_xml(root: Any) -> Any:  # noqa: ANN401 - an element
        if root.tag == "ListPartsResult":
            _describe_parts(root)
        elif root.tag == "ListMultipartUploadsResult":
            _describe_uploads(root)
        return write(root)

    s3._create_multipart_upload, s3._upload_part_copy, s3._xml_body = (
        create_multipart_upload,
        upload_part_copy,
        write_xml,
    )


def _refusal(algorithm: str, checksum_type: str) -> str:
    if not algorithm:
        return _TYPE_ALONE
    if algorithm not in s3_checksums.SIZES:
        return _UNSUPPORTED
    if not checksum_type or s3_checksums.may_have_type(algorithm, checksum_type):
        return ""
    return f"The {checksum_type} checksum type cannot be used with the {algorithm.lower()} checksum algorithm."


def _check_part(body: bytes, headers: _Headers, upload: _Record) -> tuple[dict[str, str], _Response | None]:
    """Return the checksum of a part, by its algorithm, or the response to one that the upload can't have."""
    found, error = checksums.check(body, headers)
    algorithm = upload.get("checksum_algorithm")
    if error or not algorithm or algorithm in found:
        return found, error
    if not found and upload["checksum_type"] == s3_checksums.FULL_OBJECT:
        return {algorithm: s3_checksums.compute(algorithm, body)}, None
    message = (
        f"Checksum Type mismatch occurred, expected checksum Type: {algorithm.lower()}, "
        f"actual checksum Type: {next(iter(found), 'null').lower()}"
    )
    return {}, error_response("InvalidRequest", message, 400)


def _describe_parts(root: Any) -> None:  # noqa: ANN401 - an element
    upload = s3._multipart_uploads[root.findtext("UploadId")]
    _name_checksum(root, upload)
    parts = root.findall("Part")
    for part in parts if not upload.get("checksum_algorithm") else ():
        for element in [e for e in part if e.tag.startswith("Checksum")]:
            part.remove(element)
    if root.find("NextPartNumberMarker") is None:
        s3.SubElement(root, "NextPartNumberMarker").text = parts[-1].findtext("PartNumber") if parts else "0"


def _describe_uploads(root: Any) -> None:  # noqa: ANN401 - an element
    for upload in root.iterfind("Upload"):
        _name_checksum(upload, s3._multipart_uploads[upload.findtext("UploadId")])


def _name_checksum(listed: Any, upload: _Record) -> None:  # noqa: ANN401 - an element
    if algorithm := upload.get("checksum_algorithm"):
        s3.SubElement(listed, "ChecksumAlgorithm").text = algorithm
        s3.SubElement(listed, "ChecksumType").text = upload["checksum_type"]
