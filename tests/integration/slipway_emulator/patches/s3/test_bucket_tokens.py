"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json
"""

import pytest


def create(aws, target, name):
    s3 = aws("s3")
    names = [f"{name}-{number}" for number in range(3)]
    for each in names:
        s3.create_bucket(Bucket=each, CreateBucketConfiguration={"LocationConstraint": target.region})
    return s3, names


def test_pages_follow_each_other_by_a_token(aws, target, unique_name):
    s3, names = create(aws, target, unique_name)

    first = s3.list_buckets(Prefix=unique_name, MaxBuckets=2)
    second = s3.list_buckets(Prefix=unique_name, MaxBuckets=2, ContinuationToken=first["ContinuationToken"])

    assert [bucket["Name"] for page in (first, second) for bucket in page["Buckets"]] == names
    assert first["ContinuationToken"] not in names
    assert "ContinuationToken" not in second


@pytest.mark.upstream
def test_unpatched_ministack_has_the_name_of_a_bucket(unpatched_aws, unpatched_target, unique_name):
    s3, names = create(unpatched_aws, unpatched_target, unique_name)
    assert s3.list_buckets(Prefix=unique_name, MaxBuckets=2)["ContinuationToken"] == names[1]
