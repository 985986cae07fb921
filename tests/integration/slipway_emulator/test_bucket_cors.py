"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html

The headers are those that were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_cors.snapshot.json
"""

import pytest
import requests

from slipway.harness import unique_name

PAGE = "http://127.0.0.1:3000"
OTHER = "http://127.0.0.1:3001"
RULE = {
    "AllowedOrigins": [PAGE, "https://site.example.com"],
    "AllowedMethods": ["GET", "PUT"],
    "AllowedHeaders": ["content-type", "x-amz-*"],
    "ExposeHeaders": ["ETag"],
    "MaxAgeSeconds": 60,
}
ALLOWED = {
    "access-control-allow-origin": PAGE,
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "GET, PUT",
    "access-control-expose-headers": "ETag",
    "access-control-max-age": "60",
}


@pytest.fixture(scope="module")
def url_of(aws, target):
    """``url_of(operation)`` presigns the upload or download of an object in a bucket with a rule for one page."""
    s3, bucket = aws("s3"), unique_name()
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": target.region})
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [RULE]})
    s3.put_object(Bucket=bucket, Key="key", Body=b"text")
    return lambda operation: s3.generate_presigned_url(operation, Params={"Bucket": bucket, "Key": "key"})


def send(method, url, origin, **headers):
    """Return the status and the CORS headers of the answer to a page's request."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = requests.request(method, url, headers={"Origin": origin, **names}, timeout=30)
    found = {name.lower(): value for name, value in answer.headers.items()}
    return answer.status_code, {name: found[name] for name in found if name.startswith("access-control-")}


def preflight(url, origin=PAGE, method="PUT", wanted="x-amz-meta-a"):
    asked = {"Access_Control_Request_Method": method, "Access_Control_Request_Headers": wanted}
    return send("OPTIONS", url, origin, **asked)


def test_a_page_that_the_bucket_allows_may_upload_and_read_the_answer(url_of):
    upload = url_of("put_object")
    assert preflight(upload) == (200, {**ALLOWED, "access-control-allow-headers": "x-amz-meta-a"})
    assert send("PUT", upload, PAGE) == (200, ALLOWED)
    assert send("GET", url_of("get_object"), PAGE) == (200, ALLOWED)
    assert send("GET", upload, PAGE) == (403, ALLOWED)


@pytest.mark.parametrize(
    "asked", [{"origin": OTHER}, {"method": "DELETE"}, {"wanted": "authorization"}, {"wanted": "x-amz-meta-a,other"}]
)
def test_a_preflight_that_no_rule_allows_is_refused(url_of, asked):
    assert preflight(url_of("put_object"), **asked) == (403, {})


def test_another_page_of_this_machine_gets_an_answer_that_its_browser_hides(url_of):
    assert send("GET", url_of("get_object"), OTHER) == (200, {})


@pytest.mark.parametrize("origin", ["https://site.example.com", "null"])
def test_a_page_of_another_site_is_refused_though_the_bucket_allows_it(url_of, origin):
    assert preflight(url_of("put_object"), origin) == (403, {})
    assert send("GET", url_of("get_object"), origin) == (403, {})


def test_a_page_of_another_site_is_refused_that_claims_to_be_one_of_this_machine(url_of):
    assert send("GET", url_of("get_object"), PAGE, Sec_Fetch_Site="cross-site") == (403, {})


def test_a_bucket_opens_no_other_service(aws, target):
    s3, bucket = aws("s3"), "2015-03-31"  # the beginning of a path of Lambda
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": target.region})
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [RULE]})
    functions = aws("lambda").generate_presigned_url("list_functions", HttpMethod="GET")
    assert send("GET", functions, PAGE) == (200, {})
    assert preflight(functions, method="GET")[1] == {}


def test_a_preflight_of_a_bucket_that_is_not_there_allows_nothing(target):
    assert preflight(f"{target.endpoint_url}/{unique_name()}/key")[1] == {}
