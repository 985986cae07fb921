"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html

https://www.w3.org/TR/xml/#charsets
"""

import re
import urllib.error
import urllib.request

import pytest

KEY = "a\x01\ufffe<b>"
WRITTEN = "a&#x1;&#xfffe;&lt;b&gt;"


@pytest.fixture
def document(s3, unique_name):
    """``document(operation, …)`` returns the text of a response, which boto3 can't parse, as little as that of AWS."""

    def send(operation, method="GET", headers=(), **parameters):
        url = s3.generate_presigned_url(operation, {"Bucket": unique_name, **parameters}, HttpMethod=method)
        try:
            with urllib.request.urlopen(urllib.request.Request(url, method=method, headers=dict(headers))) as response:
                return response.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    return send


def texts(document, name):
    return re.findall(f"<{name}>(.*?)</{name}>", document)


@pytest.mark.parametrize(
    ("algorithm", "headers"), [({}, {}), ({"ChecksumAlgorithm": "SHA256"}, {"x-amz-checksum-algorithm": "SHA256"})]
)
def test_an_upload_of_any_key_starts_and_is_listed(s3, unique_name, document, algorithm, headers):
    created = document("create_multipart_upload", "POST", headers, Key=KEY, **algorithm)
    (upload_id,) = texts(created, "UploadId")
    listed = document("list_multipart_uploads")
    assert texts(created, "Key") == texts(listed, "Key") == texts(listed, "NextKeyMarker") == [WRITTEN]
    assert texts(listed, "UploadId") == [upload_id]
    assert texts(document("list_parts", Key=KEY, UploadId=upload_id), "Key") == [WRITTEN]
    (encoded,) = s3.list_multipart_uploads(Bucket=unique_name, EncodingType="url")["Uploads"]
    assert encoded["Key"] == "a%01%EF%BF%BE%3Cb%3E"


def test_errors_name_the_key(document):
    assert texts(document("get_object", Key=KEY), "Key") == [WRITTEN]


def test_a_carriage_return_is_not_read_as_a_line_feed(s3, unique_name):
    key = "a\r\n\tb"
    assert s3.create_multipart_upload(Bucket=unique_name, Key=key)["Key"] == key
    (listed,) = s3.list_multipart_uploads(Bucket=unique_name)["Uploads"]
    assert listed["Key"] == key


@pytest.mark.upstream
def test_unpatched_ministack_writes_them_as_they_are(unpatched_s3, unique_name):
    assert unpatched_s3.create_multipart_upload(Bucket=unique_name, Key="a\rb")["Key"] == "a\nb"
