"""https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html

https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/s3 has AWS's answers: ``*.snapshot.json``.
"""

from xml.etree.ElementTree import fromstring

import pytest

from slipway_emulator.models.service_models import Request
from slipway_emulator.validation import s3_requests

KEY = "/bucket/key"


def rejection(method, path, headers=None, query=None):
    request = Request("s3", method, path, headers or {}, b"", {name: [value] for name, value in (query or {}).items()})
    response = s3_requests.rejection(request)
    if response is None:
        return None
    status, _, body = response
    return status, {member.tag: member.text or "" for member in fromstring(body) if member.tag != "RequestId"}


def invalid(message, name, value=None):
    members = {"Code": "InvalidArgument", "Message": message, "ArgumentName": name}
    return 400, members | ({} if value is None else {"ArgumentValue": value})


ENCODING = "Invalid Encoding Method specified in Request"
MARKER = "A version-id marker cannot be specified without a key marker."
TOKEN = "The continuation token provided is incorrect"
PART = "Part number must be an integer between 1 and 10000, inclusive"
NUMBER = "Argument {} must be an integer between 0 and 2147483647"
NO_NUMBER = "Provided {} not an integer or within integer range"


@pytest.mark.parametrize(
    ("path", "query", "refusal"),
    [
        ("/bucket", {"encoding-type": "value"}, invalid(ENCODING, "encoding-type", "value")),
        ("/bucket", {"encoding-type": "", "uploads": ""}, invalid(ENCODING, "encoding-type", "")),
        ("/bucket", {"version-id-marker": "a", "versions": ""}, invalid(MARKER, "version-id-marker", "a")),
        ("/bucket", {"continuation-token": "", "list-type": "2"}, invalid(TOKEN, "continuation-token")),
        ("/bucket", {"max-keys": "a"}, invalid(NO_NUMBER.format("max-keys"), "max-keys", "a")),
        ("/bucket", {"max-keys": "9" * 5000}, invalid(NO_NUMBER.format("max-keys"), "max-keys", "9" * 5000)),
        ("/bucket", {"max-keys": "-01"}, invalid(NUMBER.format("maxKeys"), "maxKeys", "-1")),
        ("/bucket", {"max-uploads": "-1", "uploads": ""}, invalid(NUMBER.format("max-uploads"), "max-uploads", "-1")),
        (
            "/bucket",
            {"max-keys": "2147483648"},
            invalid(NO_NUMBER.format("max-keys"), "max-keys", "2147483648"),
        ),
        (KEY, {"max-parts": "1.5", "uploadId": "a"}, invalid(NO_NUMBER.format("max-parts"), "max-parts", "1.5")),
        (KEY, {"partNumber": "0"}, invalid(PART, "partNumber", "0")),
    ],
)
def test_a_parameter_of_a_read_is_refused(path, query, refusal):
    assert rejection("GET", path, query=query) == refusal


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/bucket", {"encoding-type": "url"}),
        ("/bucket", {"version-id-marker": "a", "key-marker": "b", "versions": ""}),
        ("/bucket", {"max-keys": ""}),
        ("/bucket", {"max-keys": "00000000005000"}),
        ("/bucket", {"continuation-token": "a", "list-type": "2"}),
        (KEY, {"partNumber": "10000"}),
        ("/", {"continuation-token": ""}),
    ],
)
def test_a_parameter_of_a_read_is_accepted(path, query):
    assert rejection("GET", path, query=query) is None


@pytest.mark.parametrize("number", ["-1", "0", "10001", "a", "1.0", ""])
def test_the_number_of_an_uploaded_part_is_refused(number):
    refusal = rejection("PUT", KEY, query={"partNumber": number, "uploadId": "a"})
    assert refusal == invalid(PART, "partNumber", number)


NOT_IMPLEMENTED = "A header you provided implies functionality that is not implemented"
OWNER = "The value of the expected bucket owner parameter must be an AWS Account ID... [{}]"


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "members"),
    [
        (
            "GET",
            KEY,
            {"x-amz-expected-bucket-owner": "me"},
            400,
            ("InvalidBucketOwnerAWSAccountID", OWNER.format("me")),
        ),
        (
            "PUT",
            KEY,
            {"x-amz-source-expected-bucket-owner": "0123"},
            400,
            ("InvalidBucketOwnerAWSAccountID", OWNER.format("0123")),
        ),
        (
            "PUT",
            "/bucket",
            {"x-amz-object-ownership": "Me"},
            400,
            ("InvalidArgument", "Invalid x-amz-object-ownership header: Me", "x-amz-object-ownership"),
        ),
        (
            "PUT",
            KEY,
            {"x-amz-storage-class": "EXPRESS_ONEZONE"},
            400,
            ("InvalidStorageClass", "The storage class you specified is not valid", "EXPRESS_ONEZONE"),
        ),
        (
            "PUT",
            KEY,
            {"x-amz-metadata-directive": "MERGE"},
            400,
            ("InvalidArgument", "Unknown metadata directive.", "x-amz-metadata-directive", "MERGE"),
        ),
        (
            "PUT",
            KEY,
            {"if-none-match": '"etag"'},
            501,
            (
                "NotImplemented",
                NOT_IMPLEMENTED,
                "If-None-Match",
                "We don't accept the provided value of If-None-Match header for this API",
            ),
        ),
        (
            "POST",
            KEY,
            {"if-match": "*"},
            501,
            (
                "NotImplemented",
                NOT_IMPLEMENTED,
                "If-Match",
                "We don't accept the provided value of If-Match header for this API",
            ),
        ),
        (
            "PUT",
            KEY,
            {"if-match": '"etag"', "if-none-match": "*"},
            501,
            (
                "NotImplemented",
                NOT_IMPLEMENTED,
                "If-Match,If-None-Match",
                "Multiple conditional request headers present in the request",
            ),
        ),
        (
            "PUT",
            KEY,
            {"x-amz-meta-a": "b" * 2048},
            400,
            ("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", "2049", "2048"),
        ),
        ("GET", "/bucket/" + "ä" * 513, {}, 400, ("KeyTooLongError", "Your key is too long", "1026", "1024")),
    ],
)
def test_a_header_or_a_key_is_refused(method, path, headers, status, members):
    answered, error = rejection(method, path, headers)
    assert (answered, tuple(error.values())) == (status, members)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", KEY, {"if-none-match": '"etag"', "if-match": "*"}),
        ("DELETE", KEY, {"if-match": "*"}),
        ("PUT", KEY, {"if-none-match": "*"}),
        ("PUT", KEY, {"if-match": '"etag"', "x-amz-storage-class": "GLACIER_IR", "x-amz-metadata-directive": "COPY"}),
        ("PUT", KEY, {"x-amz-meta-a": "b" * 2047, "x-amz-expected-bucket-owner": "123456789012"}),
        ("PUT", "/bucket", {"x-amz-object-ownership": "ObjectWriter"}),
        ("GET", "/bucket/" + "ä" * 512, {}),
    ],
)
def test_a_header_or_a_key_is_accepted(method, path, headers):
    assert rejection(method, path, headers) is None


def test_a_range_and_a_part_are_not_for_the_same_read():
    status, error = rejection("GET", KEY, {"range": "bytes=0-1"}, {"partNumber": "1"})
    message = "Cannot specify both Range header and partNumber query parameter"
    assert (status, error["Code"], error["Message"]) == (400, "InvalidRequest", message)
    assert rejection("PUT", KEY, {"range": "bytes=0-1"}, {"partNumber": "1", "uploadId": "a"}) is None
