"""The source of a copy may be a URL, and a plus sign in it is a space.

"The value must be URL-encoded", as a form is too, where a space is ``+``. Some SDKs send the URL of the object:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.py
(test_copy_object_special_character_plus_for_space, test_response_structure)

MiniStack takes a plus sign as it is, and the scheme of a URL as a bucket.
"""

import functools
from typing import Any
from urllib.parse import urlsplit

from ministack.core import iam_actions
from ministack.services import s3

_COPY_SOURCE = "x-amz-copy-source"
_Headers = dict[str, str]


def apply() -> None:
    """Wrap the first function that reads the source when a copy is authorized, and the first one of S3."""
    authorized, resolve = iam_actions._s3_source_object, s3._resolve_copy_source_alias

    @functools.wraps(authorized)
    def source_object(headers: _Headers) -> Any:  # noqa: ANN401 - MiniStack's
        return authorized(_with_plain_source(headers))

    @functools.wraps(resolve)
    def resolve_source(headers: _Headers) -> Any:  # noqa: ANN401 - as above
        return resolve(_with_plain_source(headers))

    iam_actions._s3_source_object, s3._resolve_copy_source_alias = source_object, resolve_source


def _with_plain_source(headers: _Headers) -> _Headers:
    source = headers.get(_COPY_SOURCE)
    if not source:
        return headers
    path, mark, query = source.partition("?")
    if path.startswith(("http://", "https://")):
        path = urlsplit(path).path
    return {**headers, _COPY_SOURCE: path.replace("+", "%20") + mark + query}
