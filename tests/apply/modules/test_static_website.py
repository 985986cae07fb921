"""What a browser gets of a site, and that nobody gets it elsewhere."""

import json
from pathlib import Path

import pytest
import requests

from slipway.harness import unique_name

MODULE = Path(__file__).parents[3] / "modules" / "static-website"
CSP = "default-src 'self'; connect-src 'self' https://api.example.com"
PAGES = {"index.html": "home", "404.html": "not here", "assets/app-1a2b.js": "code", "a/index.html": "folder"}


@pytest.fixture(scope="module")
def stack(tf_module, aws):
    """A site with pages."""
    applied = tf_module(MODULE, name=unique_name(), force_destroy=True, content_security_policy=CSP).apply()
    for key, text in PAGES.items():
        aws("s3").put_object(Bucket=applied.outputs["bucket"], Key=key, Body=text, ContentType="text/plain")
    return applied


@pytest.fixture
def get(stack, target):
    """``get(path)`` of the site."""
    return lambda path: requests.get(target.site_url(f"{stack.outputs['site_url']}{path}"), timeout=30)


def test_root_is_the_index_page_and_is_asked_for_again_each_time(get):
    answer = get("/")
    assert (answer.status_code, answer.text) == (200, "home")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_hashed_assets_are_kept_a_year(get):
    answer = get("/assets/app-1a2b.js")
    assert (answer.status_code, answer.text) == (200, "code")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["/", "/assets/app-1a2b.js"])
def test_every_answer_has_the_security_headers(get, path):
    headers = get(path).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["Strict-Transport-Security"] == "max-age=63072000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/nowhere", "/assets/nowhere.js", "/a/"])
def test_what_is_not_there_is_the_page_for_it_with_status_404(get, path):
    answer = get(path)
    assert (answer.status_code, answer.text) == (404, "not here")


def test_the_bucket_answers_nobody_but_the_distribution(stack, aws, target):
    bucket = stack.outputs["bucket"]
    assert requests.get(f"{target.endpoint_url}/{bucket}/index.html", timeout=30).status_code == 403

    policy = json.loads(aws("s3").get_bucket_policy(Bucket=bucket)["Policy"])
    tls, distribution = policy["Statement"]
    assert (tls["Effect"], tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert (distribution["Principal"], distribution["Action"]) == (
        {"Service": "cloudfront.amazonaws.com"},
        "s3:GetObject",
    )
    assert distribution["Condition"] == {"StringEquals": {"aws:SourceArn": stack.outputs["distribution_arn"]}}


def test_a_replaced_page_can_be_gone_back_to(stack, aws):
    client, bucket = aws("s3"), stack.outputs["bucket"]
    client.put_object(Bucket=bucket, Key="news.html", Body="old")
    client.put_object(Bucket=bucket, Key="news.html", Body="new")

    versions = client.list_object_versions(Bucket=bucket, Prefix="news.html")["Versions"]
    bodies = [
        client.get_object(Bucket=bucket, Key="news.html", VersionId=item["VersionId"])["Body"].read()
        for item in versions
    ]
    assert sorted(bodies) == [b"new", b"old"]


def test_a_folder_has_an_index_page(stack, get, target):
    stack.apply(pages={"folders": True})

    assert (get("/").text, get("/a/").text, get("/assets/app-1a2b.js").text) == ("home", "folder", "code")
    url = target.site_url(f"{stack.outputs['site_url']}/a?b=1&c&b=2")
    redirect = requests.get(url, allow_redirects=False, timeout=30)
    assert (redirect.status_code, redirect.headers["Location"]) == (301, "./a/?b=1&b=2&c")
    assert requests.get(url, timeout=30).text == "folder"
    assert get("/b/").status_code == 404


def test_a_single_page_shows_every_path_without_a_file(stack, get):
    stack.apply(pages={"single_page": True})

    assert [get(path).text for path in ("/", "/movies/42", "/a/", "/404.html")] == ["home", "home", "home", "not here"]
    assert get("/assets/nowhere.js").status_code == 404
    stack.assert_converged()
