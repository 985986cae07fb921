"""A header of an object comes back as the bytes of UTF-8 in which it was sent.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
(``test_system_metadata_with_unicode``, AWS's answer, read as Latin-1)

MiniStack answers in Latin-1 if that has all characters: ``é`` comes back as another byte than it was sent in.
"""

import functools

from ministack.services import s3

_Headers = dict[str, str]


def apply() -> None:
    """Wrap the functions that name an object's headers and those that a request overrides."""
    of_object, override = s3._object_response_headers, s3._apply_response_overrides

    @functools.wraps(of_object)
    def object_response_headers(*arguments: object, **options: object) -> _Headers:
        return {name: _bytes(value) for name, value in of_object(*arguments, **options).items()}

    @functools.wraps(override)
    def apply_response_overrides(headers: _Headers, query: dict[str, object]) -> None:
        override(headers, query)
        for name, value in headers.items():
            headers[name] = _bytes(value)

    s3._object_response_headers, s3._apply_response_overrides = object_response_headers, apply_response_overrides


def _bytes(value: str) -> str:
    """Return a text whose bytes in Latin-1, as which the server sends it, are those of the value in UTF-8."""
    try:
        value.encode("latin-1").decode()
    except UnicodeError:
        return value.encode().decode("latin-1")
    return value  # of ASCII alone, or converted already
