"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html#API_CreateBucket_Permissions"""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name as make_name

PREFERRED = {"ObjectOwnership": "BucketOwnerPreferred"}
OWNERSHIP = "PutBucketOwnershipControls"
LOGS = {"ACL": "log-delivery-write", **PREFERRED}
GRANT = {"GrantRead": 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"', **PREFERRED}
LOCK = {"ObjectLockEnabledForBucket": True}


@pytest.fixture
def create(aws, target, assume):
    """``create(actions, **options)`` creates a bucket as a role that may create buckets and do these actions."""

    def create(actions, **options):
        allowed = {
            "Effect": "Allow",
            "Action": [f"s3:{action}" for action in ("CreateBucket", *actions)],
            "Resource": "*",
        }
        location = {"LocationConstraint": target.region}
        s3 = assume(aws, target, allowed)[1]("s3")
        return s3.create_bucket(Bucket=make_name(), CreateBucketConfiguration=location, **options)

    return create


@pytest.mark.parametrize(
    ("options", "actions"),
    [
        (PREFERRED, [OWNERSHIP]),
        (LOGS, ["PutBucketAcl", OWNERSHIP]),
        (GRANT, ["PutBucketAcl", OWNERSHIP]),
        (LOCK, ["PutBucketObjectLockConfiguration", "PutBucketVersioning"]),
    ],
)
def test_each_setting_of_a_new_bucket_needs_its_permission(create, options, actions):
    for missing in actions:
        with pytest.raises(ClientError, match=f"AccessDenied.*not authorized to perform: s3:{missing} on resource"):
            create([action for action in actions if action != missing], **options)
    create(actions, **options)


@pytest.mark.parametrize("options", [{}, {"ACL": "private"}, {"ObjectLockEnabledForBucket": False}])
def test_a_private_bucket_needs_no_other_permission(create, options):
    create([], **options)


@pytest.mark.upstream
def test_unpatched_ministack_requires_the_first_alone(unpatched_aws, unpatched_target, assume):
    allowed = {"Effect": "Allow", "Action": "s3:CreateBucket", "Resource": "*"}
    location = {"LocationConstraint": unpatched_target.region}
    s3 = assume(unpatched_aws, unpatched_target, allowed)[1]("s3")
    assert s3.create_bucket(Bucket=make_name(), CreateBucketConfiguration=location, **LOCK)
