"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json has AWS's answers.
"""

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import s3_tags

TWICE = "Cannot provide multiple Tags with the same key"
BAD_KEY = "The TagKey you have provided is invalid"
BAD_VALUE = "The TagValue you have provided is invalid"
RESERVED = (
    'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. '
    'Remove "aws:" from your tag keys and try again.'
)
HEADER = (
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters "
    "without tag name duplicates."
)


@pytest.mark.parametrize(
    ("operation", "tags", "message", "members"),
    [
        ("PutBucketTagging", [("a", "b"), ("a", "b")], TWICE, {"TagKey": "a"}),
        ("PutObjectTagging", [("a", "b"), ("a", "c")], TWICE, {"TagKey": "a"}),
        ("PutBucketTagging", [("a,b", "c")], BAD_KEY, {"TagKey": "a,b"}),
        ("PutObjectTagging", [("a", "b,c")], BAD_VALUE, {"TagKey": "a", "TagValue": "b,c"}),
        ("CreateBucket", [("a", "b,c")], BAD_VALUE, {"TagKey": "a", "TagValue": "b,c"}),
        ("PutObjectTagging", [("a" * 129, "b")], BAD_KEY, {"TagKey": "a" * 129}),
        ("PutObjectTagging", [("a", "b" * 257)], BAD_VALUE, {"TagKey": "a", "TagValue": "b" * 257}),
        (
            "PutBucketTagging",
            [("aws:a", "b")],
            "System tags cannot be added/updated by requester",
            {"TagKey": "aws:a"},
        ),
        ("PutObjectTagging", [("aws:a", "b")], "Your TagKey cannot be prefixed with aws:", {"TagKey": "aws:a"}),
        (
            "CreateBucket",
            [("aws:a", "b")],
            RESERVED,
            {},
        ),
    ],
)
def test_tags_are_refused(operation, tags, message, members):
    with pytest.raises(ServiceError) as error:
        s3_tags.check(operation, tags)
    assert (error.value.code, error.value.message, error.value.members) == ("InvalidTag", message, members)


def test_tags_are_accepted():
    s3_tags.check("PutBucketTagging", [("Größe /:=+-@._", "a b"), ("empty", "")])
    s3_tags.check_header("a=1&b=&c%20d=1%2B1")


@pytest.mark.parametrize(
    ("header", "code", "message"),
    [
        ("a=1&a=2", "InvalidArgument", HEADER),
        ("a=1,b=2", "InvalidArgument", HEADER),
        ("aws:a=1", "InvalidTag", "Your TagKey cannot be prefixed with aws:"),
        ("&".join(f"{n}=" for n in range(11)), "BadRequest", "Object tags cannot be greater than 10"),
    ],
)
def test_tags_in_a_header_are_refused(header, code, message):
    with pytest.raises(ServiceError) as error:
        s3_tags.check_header(header)
    assert (error.value.code, error.value.message) == (code, message)
