"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html"""

import pytest

ENABLED = {"Status": "Enabled"}
MARKER = {
    "Status": 400,
    "Code": "InvalidRequest",
    "Message": "The source of a copy request may not specifically refer to a delete marker by version id.",
}


def copies(s3, name, version_id):
    """Return CopyObject and UploadPartCopy of a version of the key, to be called."""
    named = {"Bucket": name, "Key": "copy", "CopySource": {"Bucket": name, "Key": "key", "VersionId": version_id}}
    upload = s3.create_multipart_upload(Bucket=name, Key="copy")["UploadId"]
    return lambda: s3.copy_object(**named), lambda: s3.upload_part_copy(**named, UploadId=upload, PartNumber=1)


@pytest.mark.parametrize("is_enabled_later", [False, True])
def test_the_version_null_of_an_object_without_versions(s3, unique_name, is_enabled_later):
    s3.put_object(Bucket=unique_name, Key="key", Body=b"text")
    if is_enabled_later:
        s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration=ENABLED)
    version = "null" if is_enabled_later else None
    for copy in copies(s3, unique_name, "null"):
        assert copy().get("CopySourceVersionId") == version
    assert s3.get_object(Bucket=unique_name, Key="copy")["Body"].read() == b"text"


def test_not_of_one_with_versions_or_that_is_not_there(s3, unique_name, refusal):
    for copy in copies(s3, unique_name, "null"):
        assert refusal(copy)["Code"] == "NoSuchVersion"
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration=ENABLED)
    s3.put_object(Bucket=unique_name, Key="key")
    for copy in copies(s3, unique_name, "null"):
        assert refusal(copy)["Code"] == "NoSuchVersion"


def test_a_delete_marker_is_refused(s3, unique_name, refusal):
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration=ENABLED)
    s3.put_object(Bucket=unique_name, Key="key")
    marker = s3.delete_object(Bucket=unique_name, Key="key")["VersionId"]
    for copy in copies(s3, unique_name, marker):
        assert refusal(copy) == MARKER
    source = {"Bucket": unique_name, "Key": "key", "VersionId": marker}
    named = {"Bucket": unique_name, "Key": "copy", "CopySource": source, "UploadId": "none", "PartNumber": 1}
    assert refusal(s3.upload_part_copy, **named)["Code"] == "NoSuchUpload"


@pytest.mark.upstream
def test_unpatched_ministack_has_no_version_null(unpatched_s3, unique_name, refusal):
    unpatched_s3.put_object(Bucket=unique_name, Key="key")
    for copy in copies(unpatched_s3, unique_name, "null"):
        assert refusal(copy)["Code"] == "NoSuchVersion"
