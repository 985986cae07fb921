"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html

The messages are those of https://github.com/minio/minio/issues/2472 and
https://github.com/aws-solutions/aws-waf-security-automations/issues/49
"""

import pytest

CREATED = "s3:ObjectCreated:*"
PUT = "s3:ObjectCreated:Put"
REMOVED = "s3:ObjectRemoved:*"
AMBIGUOUS = (
    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are "
    "overlapping for the same event type."
)


@pytest.fixture
def put(aws, target, bucket_of):
    """``put((event, prefix, suffix, id), …)`` sets the notifications of a bucket, to queues that aren't checked."""
    bucket, account = bucket_of(aws, target), aws("sts").get_caller_identity()["Account"]
    arn = f"arn:aws:sqs:{target.region}:{account}:queue"

    def put(*configurations, s3=None):
        queues = []
        for event, prefix, suffix, *names in configurations:
            rules = [{"Name": "prefix", "Value": prefix}, {"Name": "suffix", "Value": suffix}]
            key = {"Key": {"FilterRules": [rule for rule in rules if rule["Value"]]}}
            options = ({"Filter": key} if prefix or suffix else {}) | ({"Id": names[0]} if names else {})
            queues.append({"QueueArn": arn, "Events": [event], **options})
        (s3 or aws("s3")).put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={"QueueConfigurations": queues}, SkipDestinationValidation=True
        )
        return len(aws("s3").get_bucket_notification_configuration(Bucket=bucket)["QueueConfigurations"])

    return put


@pytest.fixture
def refused(put, refusal):
    return lambda *configurations: refusal(lambda: put(*configurations))


@pytest.mark.parametrize(("one", "other"), [(CREATED, CREATED), (PUT, CREATED), (CREATED, PUT), (PUT, PUT)])
def test_two_notifications_of_all_objects_have_no_common_event(refused, one, other):
    assert refused((one, "", ""), (other, "", "")) == {
        "Status": 400,
        "Code": "InvalidArgument",
        "Message": "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
        "ArgumentName": "Event",
        "ArgumentValue": f"{one}, {other}",
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", ""), ("", "")),
        (("a", ""), ("ab", "")),
        (("", ".jpg"), ("", "jpg")),
        (("a", ""), ("", ".jpg")),
        (("a", ".jpg"), ("ab", ".jpg")),
    ],
)
def test_filters_that_overlap_are_refused_in_both_orders(refused, one, other):
    expected = {"Status": 400, "Code": "InvalidArgument", "Message": AMBIGUOUS}
    assert refused((CREATED, *one), (PUT, *other)) == expected
    assert refused((PUT, *other), (CREATED, *one)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((CREATED, "", ""), (REMOVED, "", "")),
        ((CREATED, "images", ""), (CREATED, "logs", "")),
        ((CREATED, "images", ".jpg"), (CREATED, "images", ".png")),
        ((CREATED, "images", ".jpg"), (CREATED, "logs", ".jpg")),
        ((PUT, "", ""), ("s3:ObjectCreated:Copy", "", "")),
    ],
)
def test_other_events_prefixes_or_suffixes_are_accepted(put, one, other):
    assert put(one, other) == 2


def test_two_notifications_have_two_ids(put, refused):
    assert refused((CREATED, "a", "", "x"), (CREATED, "b", "", "x"))["Message"] == (
        "Same ID used for multiple configurations. IDs must be unique"
    )
    assert put((CREATED, "a", "", "x"), (CREATED, "b", "", "y")) == 2


@pytest.mark.upstream
def test_unpatched_ministack_accepts_two_notifications_of_one_event(unpatched_aws, unpatched_target, bucket_of):
    bucket, region = bucket_of(unpatched_aws, unpatched_target), unpatched_target.region
    arn = f"arn:aws:sqs:{region}:{unpatched_aws('sts').get_caller_identity()['Account']}:queue"
    unpatched_aws("s3").put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={"QueueConfigurations": [{"QueueArn": arn, "Events": [CREATED]}] * 2},
        SkipDestinationValidation=True,
    )
