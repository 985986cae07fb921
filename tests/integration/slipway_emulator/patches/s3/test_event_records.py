"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_notifications_sqs.snapshot.json has
AWS's records.
"""

import json

import pytest

EMPTY = "d41d8cd98f00b204e9800998ecf8427e"
ALL = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def records(queue, count):
    found = []
    while len(found) < count:
        found += [record for message in queue.receive() for record in json.loads(message)["Records"]]
    return sorted(found, key=lambda record: record["s3"]["object"].get("sequencer", ""))


def test_a_record_names_the_caller_and_the_owner_of_the_bucket(aws, target, notified, assume):
    bucket, queue = notified(aws, target, "s3:ObjectCreated:*")
    arn, with_session = assume(aws, target, ALL)
    role = aws("iam").get_role(RoleName=arn.rpartition("/")[2])["Role"]

    with_session("s3").put_object(Bucket=bucket, Key="key")
    (by_role,) = records(queue, 1)
    aws("s3").put_object(Bucket=bucket, Key="key")
    (by_owner,) = records(queue, 1)

    assert by_role["userIdentity"]["principalId"] == f"AWS:{role['RoleId']}:test"
    owner = by_role["s3"]["bucket"]["ownerIdentity"]["principalId"]
    assert owner.startswith("A")
    assert by_owner["userIdentity"]["principalId"] == owner


def test_a_removal_has_an_etag_only_if_it_makes_a_marker(aws, target, notified):
    s3 = aws("s3")
    bucket, queue = notified(aws, target, "s3:ObjectRemoved:*")
    s3.put_object(Bucket=bucket, Key="a", Body=b"text")
    s3.delete_object(Bucket=bucket, Key="a")
    (removal,) = records(queue, 1)
    assert removal["s3"]["object"].keys() == {"key", "sequencer"}

    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=bucket, Key="a", Body=b"text")["VersionId"]
    marker = s3.delete_object(Bucket=bucket, Key="a")["VersionId"]
    s3.delete_object(Bucket=bucket, Key="a", VersionId=version)
    first, second = (record["s3"]["object"] for record in records(queue, 2))
    assert first.pop("sequencer")
    assert first == {"key": "a", "versionId": marker, "eTag": EMPTY}
    assert second.keys() == {"key", "versionId", "sequencer"}


def test_an_event_of_eventbridge_has_the_version(aws, target, bucket_of, queue):
    s3, events, bucket, created = aws("s3"), aws("events"), bucket_of(aws, target), queue(aws)
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}}
    rule = events.put_rule(Name=bucket, EventPattern=json.dumps(pattern))["RuleArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": created.arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws("sqs").set_queue_attributes(QueueUrl=created.url, Attributes={"Policy": policy})
    events.put_targets(Rule=bucket, Targets=[{"Id": "queue", "Arn": created.arn}])
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})

    version = s3.put_object(Bucket=bucket, Key="a", Body=b"text")["VersionId"]
    (created_event,) = map(json.loads, created.receive())
    s3.put_object_tagging(Bucket=bucket, Key="a", Tagging={"TagSet": []})
    (tags_event,) = map(json.loads, created.receive())

    assert created_event["detail"]["object"]["version-id"] == version
    assert created_event["detail"]["requester"] == created_event["account"]
    assert tags_event["detail-type"] == "Object Tags Added"
    assert tags_event["detail"]["object"].keys() == {"key", "etag", "version-id"}


@pytest.mark.upstream
def test_unpatched_ministack_gives_a_removal_a_size(unpatched_aws, unpatched_target, notified):
    bucket, queue = notified(unpatched_aws, unpatched_target, "s3:ObjectRemoved:*")
    unpatched_aws("s3").put_object(Bucket=bucket, Key="a")
    unpatched_aws("s3").delete_object(Bucket=bucket, Key="a")
    (removal,) = records(queue, 1)
    assert removal["s3"]["object"]["size"] == 0
