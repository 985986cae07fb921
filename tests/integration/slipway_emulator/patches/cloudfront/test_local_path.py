import json
from dataclasses import dataclass

import pytest
import requests

from slipway.harness import unique_name

FILES = {
    "index.html": b"the page",
    "404.html": b"no such page",
    "a b/page.html": b"in a folder",
}


@dataclass(frozen=True)
class Distribution:
    id: str
    domain: str
    endpoint_url: str

    def get(self, path: str, name: str = "", **options) -> requests.Response:
        url = f"{self.endpoint_url}/_aws/cloudfront/{name or self.id}{path}"
        return requests.get(url, timeout=30, allow_redirects=False, **options)


@pytest.fixture(scope="module")
def make():
    """``make(aws, target)`` creates a distribution whose origin is a private bucket."""

    def make(aws, target):
        name = unique_name()
        cloudfront = aws("cloudfront")
        control = {
            "Name": name,
            "OriginAccessControlOriginType": "s3",
            "SigningBehavior": "always",
            "SigningProtocol": "sigv4",
        }
        access = cloudfront.create_origin_access_control(OriginAccessControlConfig=control)
        distribution = cloudfront.create_distribution(
            DistributionConfig=config(name, target.region, access["OriginAccessControl"]["Id"])
        )["Distribution"]
        fill(aws("s3"), name, target.region, distribution["ARN"])
        return Distribution(distribution["Id"], distribution["DomainName"], target.endpoint_url)

    return make


@pytest.fixture(scope="module")
def distribution(make, aws, target):
    return make(aws, target)


def config(name, region, access_control):
    origin = {
        "Id": "site",
        "DomainName": f"{name}.s3.{region}.amazonaws.com",
        "OriginAccessControlId": access_control,
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    # S3 responds with 403 for a missing object to a caller who may not list the bucket.
    missing = {"ErrorCode": 403, "ResponsePagePath": "/404.html", "ResponseCode": "404"}
    return {
        "CallerReference": name,
        "Comment": "",
        "Enabled": True,
        "DefaultRootObject": "index.html",
        "Origins": {"Quantity": 1, "Items": [origin]},
        "CustomErrorResponses": {"Quantity": 1, "Items": [missing]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "site",
            "ViewerProtocolPolicy": "redirect-to-https",
            "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",  # Managed-CachingOptimized
            "ResponseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03",  # Managed-SecurityHeadersPolicy
        },
    }


def fill(s3, bucket, region, distribution_arn):
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringEquals": {"aws:SourceArn": distribution_arn}},
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    for key, body in FILES.items():
        s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType="text/html", CacheControl="max-age=60")


def test_the_root_is_the_default_root_object_with_the_headers_of_the_distribution(distribution):
    response = distribution.get("/")
    assert (response.status_code, response.content) == (200, b"the page")
    assert response.headers["Content-Type"] == "text/html"
    assert response.headers["Cache-Control"] == "max-age=60"
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/a%20b/page.html", "/a%20b/page.html?version=1"])
def test_an_object_is_found_by_its_path(distribution, path):
    assert distribution.get(path).content == b"in a folder"


def test_a_missing_object_gives_the_error_page_and_its_code(distribution):
    response = distribution.get("/none.html")
    assert (response.status_code, response.content) == (404, b"no such page")


def test_the_label_of_the_domain_works_in_place_of_the_id(distribution):
    label = distribution.domain.removesuffix(".cloudfront.net")
    assert distribution.get("/", name=label).content == b"the page"


def test_head_has_the_headers_and_no_body(distribution):
    url = f"{distribution.endpoint_url}/_aws/cloudfront/{distribution.id}/index.html"
    response = requests.head(url, timeout=30)
    assert (response.status_code, response.headers["Content-Length"], response.content) == (200, "8", b"")


def test_a_url_without_a_path_is_redirected_to_the_root_so_relative_links_work(distribution):
    response = distribution.get("")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/_aws/cloudfront/{distribution.id}/"


@pytest.mark.parametrize("page", ["/", "/a/b/c", "/a?b=/c"])
def test_a_page_s_request_for_the_root_is_redirected_below_the_path_of_the_distribution(distribution, page):
    root = f"/_aws/cloudfront/{distribution.id}"
    referer = {"Referer": f"{distribution.endpoint_url}{root}{page}"}
    url = f"{distribution.endpoint_url}/a%20b/page.html?version=1"
    response = requests.get(url, headers=referer, timeout=30, allow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (307, f"{root}/a%20b/page.html?version=1")


@pytest.mark.parametrize("path", ["/_slipway/slack/123456789012", "/_aws/cloudfront/ENONE/"])
def test_paths_of_the_local_aws_are_not_redirected(distribution, path):
    referer = {"Referer": f"{distribution.endpoint_url}/_aws/cloudfront/{distribution.id}/"}
    url = f"{distribution.endpoint_url}{path}"
    assert requests.get(url, headers=referer, timeout=30, allow_redirects=False).status_code != 307


def test_the_page_of_another_host_is_not_redirected(distribution):
    referer = {"Referer": f"https://example.com/_aws/cloudfront/{distribution.id}/"}
    url = f"{distribution.endpoint_url}/index.html"
    assert requests.get(url, headers=referer, timeout=30, allow_redirects=False).status_code != 307


def test_the_error_names_a_distribution_that_does_not_exist(distribution):
    response = distribution.get("/", name="ENONE")
    assert (response.status_code, response.text) == (404, "there is no CloudFront distribution ENONE")


@pytest.mark.upstream
def test_unpatched_ministack_does_not_serve_the_path(make, unpatched_aws, unpatched_target):
    made = make(unpatched_aws, unpatched_target)
    assert made.get("/").status_code in {403, 404}
    assert made.get("/").content != b"the page"


@pytest.mark.upstream
def test_unpatched_ministack_sends_the_viewer_to_https(make, unpatched_aws, unpatched_target):
    made = make(unpatched_aws, unpatched_target)
    response = requests.get(
        unpatched_target.endpoint_url, headers={"Host": made.domain}, timeout=30, allow_redirects=False
    )
    assert (response.status_code, response.headers["Location"]) == (301, f"https://{made.domain}/")
