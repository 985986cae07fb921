"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html"""

import pytest
from botocore.exceptions import ClientError

PATH = "/key?x-amz-meta-a=a%20b%3F_%E2%80%94%C3%A9%25"


def test_other_characters_than_those_of_ascii_are_an_encoded_word(aws, target, bucket_of, by_virtual_host):
    bucket = bucket_of(aws, target)
    assert by_virtual_host(target, bucket, "PUT", PATH).status_code == 200
    metadata = aws("s3").head_object(Bucket=bucket, Key="key")["Metadata"]
    assert metadata == {"a": "=?UTF-8?Q?a_b=3F=5F=E2=80=94=C3=A9%?="}


def test_ascii_stays_as_it_is(aws, target, bucket_of):
    bucket = bucket_of(aws, target)
    aws("s3").put_object(Bucket=bucket, Key="key", Metadata={"a": "a b?_="})
    assert aws("s3").head_object(Bucket=bucket, Key="key")["Metadata"] == {"a": "a b?_="}


@pytest.mark.upstream
def test_unpatched_ministack_does_not_return_the_object(unpatched_aws, unpatched_target, bucket_of, by_virtual_host):
    bucket = bucket_of(unpatched_aws, unpatched_target)
    by_virtual_host(unpatched_target, bucket, "PUT", PATH)
    try:
        metadata = unpatched_aws("s3").head_object(Bucket=bucket, Key="key")["Metadata"]
    except ClientError:
        return
    assert not metadata["a"].isascii()
