"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.py
"""

from datetime import UTC, timedelta
from email.utils import format_datetime

import pytest


def expire(s3, name, *rules):
    complete = [
        {"ID": f"rule {number}", "Status": "Enabled", "Expiration": {"Days": 7}, **rule}
        for number, rule in enumerate(rules)
    ]
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": complete})


def rule_of(response):
    _, _, rule = response.get("Expiration", "").partition("rule-id=")
    return rule.strip('"')


def test_the_first_midnight_after_the_days_have_passed(s3, unique_name):
    expire(s3, unique_name, {"Filter": {"Prefix": ""}, "Expiration": {"Days": 3}})
    s3.put_object(Bucket=unique_name, Key="key")

    answer = s3.head_object(Bucket=unique_name, Key="key")

    midnight = (answer["LastModified"] + timedelta(days=4)).replace(hour=0, minute=0, second=0, tzinfo=UTC)
    assert answer["Expiration"] == f'expiry-date="{format_datetime(midnight, usegmt=True)}", rule-id="rule%200"'


def test_the_rule_that_expires_the_object_first(s3, unique_name):
    expire(
        s3,
        unique_name,
        {"Filter": {"Prefix": "test"}, "Expiration": {"Days": 9}},
        {"Filter": {"Prefix": "testobject"}},
        {"Filter": {"Prefix": "t"}},
        {"Filter": {"Prefix": ""}, "Status": "Disabled", "Expiration": {"Days": 1}},
    )
    named = {key: rule_of(s3.put_object(Bucket=unique_name, Key=key)) for key in ("testobject", "test", "other")}
    assert named == {"testobject": "rule%201", "test": "rule%202", "other": ""}


def test_a_filter_by_tag_and_size(s3, unique_name):
    tags = [{"Key": "keep", "Value": "no"}]
    expire(s3, unique_name, {"Filter": {"And": {"Prefix": "logs/", "Tags": tags, "ObjectSizeGreaterThan": 3}}})

    def put(key="logs/a", body=b"text", tagging="keep=no"):
        return rule_of(s3.put_object(Bucket=unique_name, Key=key, Body=body, Tagging=tagging))

    assert put() == rule_of(s3.get_object(Bucket=unique_name, Key="logs/a")) == "rule%200"
    assert [put(key="a"), put(body=b"txt"), put(tagging="keep=yes")] == [""] * 3


def test_a_request_for_a_version_has_none(s3, unique_name):
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    expire(s3, unique_name, {"Filter": {"Prefix": ""}})
    version = s3.put_object(Bucket=unique_name, Key="key")["VersionId"]
    assert "Expiration" in s3.head_object(Bucket=unique_name, Key="key")
    assert "Expiration" not in s3.head_object(Bucket=unique_name, Key="key", VersionId=version)


@pytest.mark.upstream
def test_unpatched_ministack_returns_no_date(unpatched_s3, unique_name):
    expire(unpatched_s3, unique_name, {"Filter": {"Prefix": ""}})
    assert "Expiration" not in unpatched_s3.put_object(Bucket=unique_name, Key="key")
