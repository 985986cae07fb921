"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json
"""

import pytest

KEY = "a key/\u001fé+%2F"
ENCODED = "a%20key/%1F%C3%A9%2B%252F"


def test_versions_are_encoded(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key=KEY)
    listed = s3.list_object_versions(Bucket=unique_name, Prefix="a ", EncodingType="url")
    assert (listed["EncodingType"], listed["Versions"][0]["Key"], listed["Prefix"]) == ("url", ENCODED, "a%20")


def test_the_sdk_asks_for_it_and_decodes(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key=KEY)
    assert s3.list_object_versions(Bucket=unique_name)["Versions"][0]["Key"] == KEY


def test_uploads_are_encoded_if_the_request_asks_for_it(s3, unique_name):
    s3.create_multipart_upload(Bucket=unique_name, Key="a key")
    encoded = s3.list_multipart_uploads(Bucket=unique_name, EncodingType="url")
    plain = s3.list_multipart_uploads(Bucket=unique_name)
    assert (encoded["EncodingType"], encoded["Uploads"][0]["Key"]) == ("url", "a%20key")
    assert ("EncodingType" in plain, plain["Uploads"][0]["Key"]) == (False, "a key")


@pytest.mark.upstream
def test_unpatched_ministack_does_not_encode_them(unpatched_s3, unique_name):
    unpatched_s3.put_object(Bucket=unique_name, Key="a key")
    assert "EncodingType" not in unpatched_s3.list_object_versions(Bucket=unique_name, EncodingType="url")
