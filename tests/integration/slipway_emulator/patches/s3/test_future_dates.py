"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
"""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

TOMORROW = datetime.now(UTC) + timedelta(days=1)


def test_a_time_in_the_future_is_ignored(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="key", Body=b"text")
    read = s3.get_object(Bucket=unique_name, Key="key", IfModifiedSince=TOMORROW)
    assert read["Body"].read() == b"text"
    s3.head_object(Bucket=unique_name, Key="key", IfModifiedSince=TOMORROW)


def test_one_in_the_past_is_not(s3, unique_name):
    s3.put_object(Bucket=unique_name, Key="key")
    modified = s3.head_object(Bucket=unique_name, Key="key")["LastModified"]
    with pytest.raises(ClientError, match="304"):
        s3.get_object(Bucket=unique_name, Key="key", IfModifiedSince=modified)


@pytest.mark.upstream
def test_unpatched_ministack_answers_that_it_is_not_modified(unpatched_s3, unique_name):
    unpatched_s3.put_object(Bucket=unique_name, Key="key")
    with pytest.raises(ClientError, match="304"):
        unpatched_s3.get_object(Bucket=unique_name, Key="key", IfModifiedSince=TOMORROW)
