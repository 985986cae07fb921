"""https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html."""

import base64
import hashlib
import json

import pytest
import requests

from slipway.aws.target import Target
from slipway.harness import unique_name

TAGS = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"
MANY_TAGS = "".join(f"<Tag><Key>{number}</Key><Value/></Tag>" for number in range(11))


def digest(algorithm, content=b"text"):
    return base64.b64encode(hashlib.new(algorithm, content).digest()).decode()


@pytest.fixture
def bucket(aws, target, bucket_of):
    return bucket_of(aws, target)


@pytest.fixture
def post(aws, bucket):
    """``post(fields, client=…)`` posts the text ``text`` with a form that a client signs."""

    def post(fields, client=None, key="key"):
        conditions = [{name: value} for name, value in fields.items()]
        form = (client or aws("s3")).generate_presigned_post(bucket, key, Fields=dict(fields), Conditions=conditions)
        files = {"file": ("a.txt", b"text")}
        return requests.post(form["url"], data=form["fields"], files=files, timeout=30, allow_redirects=False)

    return post


@pytest.fixture
def user_of(aws, target):
    """``user_of(*actions)`` returns a client for S3 of a user who may do the actions."""

    def create(*actions):
        iam, name = aws("iam"), unique_name()
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="actions", PolicyDocument=policy)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return Target(target.endpoint_url, target.region, key["AccessKeyId"], key["SecretAccessKey"]).client("s3")

    return create


def test_an_object_has_the_tags_of_its_form_and_not_those_of_the_object_that_it_replaces(aws, bucket, post):
    def tags(key):
        return aws("s3").get_object_tagging(Bucket=bucket, Key=key)["TagSet"]

    assert post({"tagging": TAGS}, key="${filename}").status_code == 204
    assert tags("a.txt") == [{"Key": "a", "Value": "b"}]
    assert post({}, key="a.txt").status_code == 204
    assert tags("a.txt") == []


@pytest.mark.parametrize(
    ("actions", "status"), [(["s3:PutObject"], 403), (["s3:PutObject", "s3:PutObjectTagging"], 204)]
)
def test_a_signer_may_tag_with_the_permission_for_it(post, user_of, actions, status):
    assert post({"tagging": TAGS}, user_of(*actions)).status_code == status


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"tagging": "<Tagging>"}, "MalformedXML"),
        ({"tagging": f"<Tagging><TagSet>{MANY_TAGS}</TagSet></Tagging>"}, "BadRequest"),
        ({"Content-MD5": digest("md5", b"other")}, "BadDigest"),
        ({"Content-MD5": "other"}, "InvalidDigest"),
        ({"x-amz-checksum-sha256": digest("sha256", b"other")}, "BadDigest"),
        ({"x-amz-checksum-sha256": "other"}, "InvalidRequest"),
        ({"x-amz-checksum-algorithm": "SHA256"}, "InvalidRequest"),
    ],
)
def test_a_form_whose_fields_are_not_valid_stores_nothing(aws, bucket, post, fields, code):
    answer = post(fields)
    assert (answer.status_code, f"<Code>{code}</Code>" in answer.text) == (400, True)
    assert aws("s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_an_object_has_the_checksum_of_its_form(aws, bucket, post):
    algorithm = {"x-amz-checksum-algorithm": "SHA256"}
    answer = post({"x-amz-checksum-sha256": digest("sha256"), "Content-MD5": digest("md5"), **algorithm})
    expected = {"x-amz-checksum-sha256": digest("sha256"), "x-amz-server-side-encryption": "AES256"}
    assert answer.headers.items() >= expected.items()
    found = aws("s3").head_object(Bucket=bucket, Key="key", ChecksumMode="ENABLED")
    assert (found["ChecksumSHA256"], found["ChecksumType"]) == (digest("sha256"), "FULL_OBJECT")


@pytest.mark.parametrize("url", ["nonsense", "/relative", "ftp://example.com/", "http://[a"])
def test_a_redirect_that_is_not_a_url_is_as_if_it_were_not_there(post, url):
    answer = post({"success_action_redirect": url, "success_action_status": "201"})
    assert (answer.status_code, "<PostResponse>" in answer.text) == (201, True)


def test_a_redirect_names_the_object(bucket, post):
    answer = post({"success_action_redirect": "https://example.com/done?a=b"})
    etag = hashlib.md5(b"text", usedforsecurity=False).hexdigest()
    location = f"https://example.com/done?a=b&bucket={bucket}&key=key&etag=%22{etag}%22"
    assert (answer.status_code, answer.headers["Location"]) == (303, location)


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_tags(unpatched_aws, unpatched_target, bucket_of):
    s3, bucket = unpatched_aws("s3"), bucket_of(unpatched_aws, unpatched_target)
    form = s3.generate_presigned_post(bucket, "key", Fields={"tagging": TAGS}, Conditions=[{"tagging": TAGS}])
    assert requests.post(form["url"], data=form["fields"], files={"file": b"text"}, timeout=30).status_code == 204
    assert s3.get_object_tagging(Bucket=bucket, Key="key")["TagSet"] == []
