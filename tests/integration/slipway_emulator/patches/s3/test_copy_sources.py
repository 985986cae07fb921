"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.py
"""

import pytest
from botocore.exceptions import ClientError

KEY = "folder/a key+plus.txt"


@pytest.fixture
def copy(unique_name):
    """``copy(s3, source)`` copies from a source that is sent as it is."""

    def send(s3, source):
        def set_source(params, **_):
            params["headers"]["x-amz-copy-source"] = source

        s3.meta.events.register("before-call.s3.CopyObject", set_source, unique_id=unique_name)
        try:
            return s3.copy_object(Bucket=unique_name, Key="copy", CopySource="replaced/below")
        finally:
            s3.meta.events.unregister("before-call.s3.CopyObject", unique_id=unique_name)

    return send


@pytest.mark.parametrize(
    "source",
    [
        "{}/folder/a%20key%2Bplus.txt",
        "/{}/folder/a+key%2Bplus.txt",
        "{}%2Ffolder%2Fa+key%2Bplus.txt",
        "https://s3.amazonaws.com/{}/folder/a+key%2Bplus.txt",
        "https://s3.amazonaws.com/{}/folder/a+key%2Bplus.txt?versionId=VERSION",
    ],
)
def test_a_source_may_be_a_url_and_have_plus_signs_for_spaces(s3, unique_name, copy, source):
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=unique_name, Key=KEY, Body=b"text")["VersionId"]

    answer = copy(s3, source.format(unique_name).replace("VERSION", version))

    assert answer["CopySourceVersionId"] == version
    assert s3.get_object(Bucket=unique_name, Key="copy")["Body"].read() == b"text"


def test_the_source_that_is_named_is_the_one_that_is_authorized(s3, aws, target, assume, unique_name, copy):
    for key in (KEY, "folder/secret key"):
        s3.put_object(Bucket=unique_name, Key=key, Body=b"text")
    arn = f"arn:aws:s3:::{unique_name}"
    _, client = assume(
        aws,
        target,
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"{arn}/copy"},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{arn}/{KEY}"},
    )
    reader = client("s3")

    copy(reader, f"https://s3.amazonaws.com/{unique_name}/folder/a+key%2Bplus.txt")

    with pytest.raises(ClientError, match="AccessDenied"):
        copy(reader, f"https://s3.amazonaws.com/{unique_name}/folder/secret+key")


@pytest.mark.upstream
def test_unpatched_ministack_takes_a_plus_sign_as_it_is(unpatched_s3, unique_name, copy):
    unpatched_s3.put_object(Bucket=unique_name, Key=KEY, Body=b"text")
    with pytest.raises(ClientError, match="NoSuchKey"):
        copy(unpatched_s3, f"{unique_name}/folder/a+key%2Bplus.txt")
