"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json"""

import dataclasses

import pytest

from slipway.harness import unique_name

TAGS = {"CreateBucketConfiguration": {"Tags": [{"Key": "a", "Value": "b"}]}}


def in_us_east_1(target):
    return dataclasses.replace(target, region="us-east-1").client("s3")


@pytest.mark.parametrize("location", ["aws-global", "foo"])
def test_an_unknown_location_is_refused(target, refusal, location):
    options = {"CreateBucketConfiguration": {"LocationConstraint": location}}
    assert refusal(in_us_east_1(target).create_bucket, Bucket=unique_name(), **options) == {
        "Status": 400,
        "Code": "InvalidLocationConstraint",
        "Message": "The specified location-constraint is not valid",
        "LocationConstraint": location,
    }


def test_another_region_does_not_have_the_location_us_east_1(aws, refusal):
    options = {"CreateBucketConfiguration": {"LocationConstraint": "us-east-1"}}
    error = refusal(aws("s3").create_bucket, Bucket=unique_name(), **options)
    assert (error["Status"], error["Code"]) == (400, "IllegalLocationConstraintException")


def test_a_second_creation_succeeds_without_tags_only(target, refusal):
    s3, name = in_us_east_1(target), unique_name()
    s3.create_bucket(Bucket=name, **TAGS)
    s3.create_bucket(Bucket=name)
    assert s3.get_bucket_tagging(Bucket=name)["TagSet"] == [{"Key": "a", "Value": "b"}]

    error = refusal(s3.create_bucket, Bucket=name, **TAGS)
    assert (error["Status"], error["Code"], error["BucketName"]) == (409, "BucketAlreadyOwnedByYou", name)


def test_the_owner_of_new_objects_has_three_values(aws, bucket_of, target, refusal):
    error = refusal(lambda **options: bucket_of(aws, target, **options), ObjectOwnership="Nobody")
    assert (error["Code"], error["Message"]) == ("InvalidArgument", "Invalid x-amz-object-ownership header: Nobody")


@pytest.mark.upstream
def test_unpatched_ministack_creates_a_bucket_anywhere(unpatched_target):
    options = {"CreateBucketConfiguration": {"LocationConstraint": "aws-global"}}
    in_us_east_1(unpatched_target).create_bucket(Bucket=unique_name(), **options)
