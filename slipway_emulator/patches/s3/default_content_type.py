"""An object without a content type has ``binary/octet-stream``.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html (the metadata of an object)
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json

MiniStack gives it ``application/octet-stream``, and a copy with other metadata the type of its source.
"""

import functools
from typing import Any

from ministack.services import s3

_Headers = dict[str, str]
_CONTENT_TYPE = "content-type"
_DEFAULT = "binary/octet-stream"


def apply() -> None:
    """Wrap the functions that keep the content type of a new object."""
    build, create, copy = s3._build_object_record, s3._create_multipart_upload, s3._copy_object

    @functools.wraps(build)
    def build_record(body: bytes, headers: _Headers, *arguments: object, **options: object) -> dict[str, Any]:
        record: dict[str, Any] = build(body, _typed(headers), *arguments, **options)
        return record

    @functools.wraps(create)
    def create_multipart_upload(bucket_name: str, key: str, headers: _Headers) -> Any:  # noqa: ANN401 - MiniStack's
        return create(bucket_name, key, _typed(headers))

    @functools.wraps(copy)
    def copy_object(bucket_name: str, key: str, headers: _Headers) -> Any:  # noqa: ANN401 - MiniStack's
        return copy(bucket_name, key, _typed(headers))

    s3._build_object_record, s3._copy_object = build_record, copy_object
    s3._create_multipart_upload = create_multipart_upload


def _typed(headers: _Headers) -> _Headers:
    return headers if headers.get(_CONTENT_TYPE) else {**headers, _CONTENT_TYPE: _DEFAULT}
