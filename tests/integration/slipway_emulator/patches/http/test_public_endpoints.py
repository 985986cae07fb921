"""Requests to public endpoints, which pages of every site may send."""

import pytest
import requests

from slipway.harness import unique_name as make_unique_name

PAGE = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
# An operation of the APIs of AWS that needs no credentials, in a request that needs no CORS preflight.
CALL = {
    "Action": "AssumeRoleWithWebIdentity",
    "Version": "2011-06-15",
    "RoleArn": "arn:aws:iam::123456789012:role/none",
    "RoleSessionName": "x",
    "WebIdentityToken": "none",
}
# Host and path.
MISSING = {
    "a distribution": (None, "/_aws/cloudfront/none/"),
    "no distribution": (None, "/_aws/cloudfront/"),
    "a distribution's host": ("none.cloudfront.net", "/"),
    "a load balancer": (None, "/_alb/none/"),
    "a load balancer's host": ("none.alb.localhost", "/"),
    "a load balancer's host of AWS": ("none.eu-central-1.elb.amazonaws.com", "/"),
    "a website": ("none.s3-website.eu-central-1.amazonaws.com", "/"),
    "a website's local host": ("none.s3-website-eu-central-1.localhost", "/"),
    "an API": (None, "/_aws/execute-api/none/live/"),
    "an API's host": ("abcdef12.execute-api.localhost", "/live"),
    "an API's host of AWS": ("abcdef1234.execute-api.eu-central-1.amazonaws.com", "/live"),
    "an API's host in any letters": ("ABCDEF12.Execute-API.eu-central-1.AmazonAWS.com:443", "/live"),
    "a function URL": (None, "/_aws/lambda-url/none/"),
}


@pytest.fixture(scope="module")
def distribution(request):
    """The URL of a distribution, without the trailing slash; its origin is a bucket that doesn't exist."""
    aws, target = (request.getfixturevalue(name) for name in ("aws", "target"))
    origin = {"Id": "site", "DomainName": f"{make_unique_name()}.s3.{target.region}.amazonaws.com"}
    config = {
        "CallerReference": make_unique_name(),
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin | {"S3OriginConfig": {"OriginAccessIdentity": ""}}]},
        "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "allow-all"},
    }
    id_ = aws("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]["Id"]
    return f"{target.endpoint_url}/_aws/cloudfront/{id_}"


def send(method, target, host, path):
    headers = PAGE | ({"Host": host} if host else {})
    return requests.request(method, f"{target.endpoint_url}{path}", data=CALL, headers=headers, timeout=30)


def cors(response):
    return [name for name in response.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "GET"])
@pytest.mark.parametrize("name", MISSING)
def test_an_endpoint_that_does_not_exist_leads_to_no_api_of_aws(target, name, method):
    response = send(method, target, *MISSING[name])
    assert response.status_code in (404, 405)  # of a website without its bucket, S3 accepts GET and HEAD only
    assert cors(response) == []
    assert "ErrorResponse" not in response.text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path",
    [
        "/_ministack/config",
        "/_ministack/ses/messages",
        "/_ministack/sqs/messages",
        "/_ministack/health",
        "/_slipway/slack/{account}",
        "/_localstack/health",
        "/health",
        "/oauth2/token",
        "/iceberg/v1/config",
        "/v2/",
    ],
)
def test_a_path_below_a_distribution_is_its_origin_s(distribution, target, path, method):
    response = requests.request(
        method, f"{distribution}{path.format(account=target.access_key_id)}", headers=PAGE, data="{}", timeout=30
    )
    assert response.headers["X-Amz-Cf-Id"]
    assert response.status_code in (403, 404)


def test_a_distribution_resets_nothing(distribution, aws, unique_name):
    url = aws("sqs").create_queue(QueueName=unique_name)["QueueUrl"]
    assert requests.post(f"{distribution}/_ministack/reset", headers=PAGE, timeout=30).status_code == 404
    assert aws("sqs").get_queue_url(QueueName=unique_name)["QueueUrl"] == url


def test_a_website_has_the_cors_of_its_bucket(aws, target, unique_name):
    s3, host = aws("s3"), f"{unique_name}.s3-website.{target.region}.localhost"
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})
    rule = {"AllowedOrigins": ["https://example.com"], "AllowedMethods": ["GET"]}
    s3.put_bucket_cors(Bucket=unique_name, CORSConfiguration={"CORSRules": [rule]})

    def preflight(origin):
        headers = {"Host": host, "Origin": origin, "Access-Control-Request-Method": "GET"}
        return requests.options(f"{target.endpoint_url}/index.html", headers=headers, timeout=30)

    assert preflight("https://example.com").headers["Access-Control-Allow-Origin"] == "https://example.com"
    assert cors(preflight("https://evil.example")) == []


@pytest.mark.upstream
def test_unpatched_ministack_responds_as_sts(unpatched_target):
    response = send("POST", unpatched_target, "none.alb.localhost", "/")
    assert "ErrorResponse" in response.text
    assert cors(response)
