"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json"""

import pytest

UNKNOWN = "134f2428-cec1-4b25-a1ae-9048164dba47"


def with_key(key):
    return {"Key": "key", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}


def test_a_key_that_is_not_there_is_refused(aws, target, bucket_of, refusal):
    s3, bucket = aws("s3"), bucket_of(aws, target)
    s3.put_object(Bucket=bucket, Key="source", Body=b"")
    account = aws("sts").get_caller_identity()["Account"]
    missing = f"Key 'arn:aws:kms:{target.region}:{account}:key/{UNKNOWN}' does not exist"
    alias = f"arn:aws:kms:{target.region}:{account}:alias/none"
    for key, message in {
        "fake": "Invalid keyId 'fake'",
        UNKNOWN: missing,
        f"arn:aws:kms:{target.region}:{account}:key/{UNKNOWN}": missing,
        f"arn:aws:kms:ap-south-1:{account}:key/{UNKNOWN}": "Invalid arn ap-south-1",
        "alias/none": f"Alias {alias} is not found.",
    }.items():
        expected = {"Status": 400, "Code": "KMS.NotFoundException", "Message": message}
        assert refusal(s3.put_object, Bucket=bucket, **with_key(key)) == expected
    for call, options in ((s3.create_multipart_upload, {}), (s3.copy_object, {"CopySource": f"{bucket}/source"})):
        assert refusal(call, Bucket=bucket, **with_key("fake"), **options)["Message"] == "Invalid keyId 'fake'"


def test_a_key_can_be_used_by_its_id_its_arn_and_its_alias_until_it_is_disabled(aws, target, bucket_of, refusal):
    s3, kms, bucket = aws("s3"), aws("kms"), bucket_of(aws, target)
    key = kms.create_key()["KeyMetadata"]
    alias = f"alias/{bucket}"
    kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    arn = key["Arn"].replace(f"key/{key['KeyId']}", alias)
    for name in (key["KeyId"], key["Arn"], alias, arn, "alias/aws/s3"):
        s3.put_object(Bucket=bucket, **with_key(name))

    kms.disable_key(KeyId=key["KeyId"])
    error = refusal(s3.put_object, Bucket=bucket, **with_key(alias))
    assert (error["Code"], error["Message"]) == ("KMS.DisabledException", f"{key['Arn']} is disabled.")

    kms.schedule_key_deletion(KeyId=key["KeyId"])
    error = refusal(s3.put_object, Bucket=bucket, **with_key(key["Arn"]))
    assert (error["Code"], error["Message"]) == ("KMS.KMSInvalidStateException", f"{key['Arn']} is pending deletion.")


@pytest.mark.upstream
def test_unpatched_ministack_takes_any_text_as_a_key(unpatched_aws, unpatched_target, bucket_of):
    unpatched_aws("s3").put_object(Bucket=bucket_of(unpatched_aws, unpatched_target), **with_key("fake"))
