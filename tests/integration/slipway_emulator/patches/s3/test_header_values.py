"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json

(``test_system_metadata_with_unicode``)
"""

import pytest
import requests

TEXTS = ["plain", "é", "日本 €", "é 日"]


def bytes_of(value):
    """The bytes of a header's value, which ``requests`` reads as Latin-1."""
    return value.encode("latin-1")


@pytest.mark.parametrize("text", TEXTS)
def test_a_header_comes_back_in_utf_8(aws, target, bucket_of, text):
    s3, bucket = aws("s3"), bucket_of(aws, target)
    key, value = {"Bucket": bucket, "Key": "key"}, f'attachment; filename="{text}.txt"'
    s3.put_object(**key, ContentDisposition=value, CacheControl=text)
    for method, operation in (("GET", "get_object"), ("HEAD", "head_object")):
        url = s3.generate_presigned_url(operation, Params=key)
        headers = requests.request(method, url, timeout=30).headers
        found = [bytes_of(headers[name]) for name in ("Content-Disposition", "Cache-Control")]
        assert found == [value.encode(), text.encode()]
    url = s3.generate_presigned_url("get_object", Params={**key, "ResponseContentDisposition": f"inline; {text}"})
    headers = requests.get(url, timeout=30).headers
    found = [bytes_of(headers[name]) for name in ("Content-Disposition", "Cache-Control")]
    assert found == [f"inline; {text}".encode(), text.encode()]


@pytest.mark.upstream
def test_unpatched_ministack_answers_in_latin_1(unpatched_aws, unpatched_target, bucket_of):
    s3, key = unpatched_aws("s3"), {"Bucket": bucket_of(unpatched_aws, unpatched_target), "Key": "key"}
    s3.put_object(**key, CacheControl="é")
    headers = requests.get(s3.generate_presigned_url("get_object", Params=key), timeout=30).headers
    assert bytes_of(headers["Cache-Control"]) == "é".encode("latin-1")
