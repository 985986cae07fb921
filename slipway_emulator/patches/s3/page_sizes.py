"""A page of a list of S3 has at most 1000 elements, and 1000 if the request has an empty number.

"Returns some or all (up to 1,000) of the objects in a bucket":
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html

MiniStack returns as many as it is asked for, and 500 for an empty number.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import s3

_Response = tuple[int, dict[str, str], Any]
_MAXIMUM = 1000
_LISTS = {
    "_list_multipart_uploads": "max-uploads",
    "_list_object_versions": "max-keys",
    "_list_objects_v1": "max-keys",
    "_list_objects_v2": "max-keys",
    "_list_parts": "max-parts",
}


def apply() -> None:
    """Wrap the functions that list."""
    for function, parameter in _LISTS.items():
        setattr(s3, function, _limited(getattr(s3, function), parameter))


def _limited(list_page: Callable[..., _Response], parameter: str) -> Callable[..., _Response]:
    @functools.wraps(list_page)
    def list_limited_page(*arguments: Any) -> _Response:  # noqa: ANN401 - a key only for parts
        *names, query = arguments
        if parameter in query:
            number = s3._qp(query, parameter) or str(_MAXIMUM)
            query = {**query, parameter: [str(min(int(number), _MAXIMUM))]}
        return list_page(*names, query)

    return list_limited_page
