"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html."""

import pytest

RULE = {"Status": "Enabled", "Filter": {"Prefix": "a"}, "Expiration": {"Days": 1}}
OTHER = {**RULE, "Filter": {"Prefix": "b"}}


def put(aws, bucket, *rules):
    s3 = aws("s3")
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": list(rules)})
    return s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]


def test_a_rule_without_an_id_gets_one(aws, target, bucket_of):
    found = put(aws, bucket_of(aws, target), RULE, OTHER, {**OTHER, "ID": "given"})
    ids = [rule.pop("ID") for rule in found]
    assert (ids[2], len(set(ids)), min(map(len, ids[:2]))) == ("given", 3, 48)
    assert found == [RULE, OTHER, OTHER]


@pytest.mark.parametrize(
    ("rules", "code", "message"),
    [
        (
            [{**RULE, "ID": "x"}, {**OTHER, "ID": "x"}],
            "InvalidArgument",
            "Rule ID must be unique. Found same ID for more than one rule",
        ),
        ([{**RULE, "ID": "x" * 256}], "InvalidArgument", "ID length should not exceed allowed limit of 255"),
        (
            [RULE, {"Status": "Enabled", "Filter": {"Prefix": "a"}}],
            "InvalidRequest",
            "At least one action needs to be specified in a rule",
        ),
    ],
)
def test_rules_that_are_not_valid_are_refused(aws, target, bucket_of, refusal, rules, code, message):
    bucket = bucket_of(aws, target)
    call = aws("s3").put_bucket_lifecycle_configuration
    refused = refusal(call, Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    assert refused == {"Status": 400, "Code": code, "Message": message}


@pytest.mark.upstream
def test_unpatched_ministack_gives_no_id(unpatched_aws, unpatched_target, bucket_of):
    (rule,) = put(unpatched_aws, bucket_of(unpatched_aws, unpatched_target), RULE)
    assert "ID" not in rule
