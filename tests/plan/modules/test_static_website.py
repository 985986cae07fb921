"""Module static-website: what browsers and CloudFront keep, and who may read the bucket."""

from pathlib import Path

import pytest

MODULES = Path(__file__).parents[3] / "modules"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"


@pytest.fixture(scope="module")
def site(tf_module):
    """``plan(**variables)`` of a site."""
    return tf_module(MODULES / "static-website", name="site").plan


def headers(plan, name):
    policy = plan.one("aws_cloudfront_response_headers_policy", name=name)
    items = {item["header"]: item["value"] for item in policy["custom_headers_config"][0]["items"]}
    return policy["security_headers_config"][0], items


def test_bucket_is_never_public_encrypted_and_keeps_old_versions_for_a_time(site):
    plan = site(noncurrent_version_days=7)

    block = plan.one("aws_s3_bucket_public_access_block")
    assert all(block[name] for name in block if name.startswith(("block_", "ignore_", "restrict_")))
    assert plan.one("aws_s3_bucket_versioning")["versioning_configuration"][0]["status"] == "Enabled"
    (rule,) = plan.one("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 7
    assert plan.one("aws_s3_bucket")["force_destroy"] is False


def test_distribution_signs_what_it_asks_the_bucket_for(site):
    control = site().one("aws_cloudfront_origin_access_control", name="site")
    assert (control["signing_behavior"], control["signing_protocol"]) == ("always", "sigv4")


def test_browsers_come_over_https_by_http_2_or_3_and_may_only_read(site):
    distribution = site().one("aws_cloudfront_distribution")
    assert (distribution["http_version"], distribution["is_ipv6_enabled"]) == ("http2and3", True)
    for behavior in distribution["default_cache_behavior"] + distribution["ordered_cache_behavior"]:
        assert behavior["viewer_protocol_policy"] == "redirect-to-https"
        assert set(behavior["allowed_methods"]) == {"GET", "HEAD"}
        assert (behavior["compress"], behavior["cache_policy_id"]) == (True, CACHING_OPTIMIZED)


def test_only_hashed_assets_are_kept_by_browsers(site):
    plan = site(immutable_paths=["assets/*", "fonts/*"])

    behaviors = plan.one("aws_cloudfront_distribution")["ordered_cache_behavior"]
    assert [behavior["path_pattern"] for behavior in behaviors] == ["assets/*", "fonts/*"]
    assert headers(plan, "site-changing")[1]["Cache-Control"] == "no-cache"
    assert headers(plan, "site-immutable")[1]["Cache-Control"] == "public, max-age=31536000, immutable"


def test_content_security_policy_is_the_callers_or_one_that_lets_nothing_else_in(site):
    (policy,) = headers(site(), "site-changing")[0]["content_security_policy"]
    assert policy["content_security_policy"].startswith("default-src 'self'; ")
    assert policy["override"] is True

    given = "default-src 'none'; script-src 'self'"
    for name in ("site-changing", "site-immutable"):
        (policy,) = headers(site(content_security_policy=given), name)[0]["content_security_policy"]
        assert policy["content_security_policy"] == given


def test_what_is_missing_or_forbidden_is_the_page_for_it(site):
    distribution = site(pages={"not_found": "errors/404.html"}).one("aws_cloudfront_distribution")
    assert distribution["default_root_object"] == "index.html"
    answers = {item["error_code"]: item for item in distribution["custom_error_response"]}
    assert set(answers) == {403, 404}
    for answer in answers.values():
        assert (answer["response_code"], answer["response_page_path"]) == (404, "/errors/404.html")


def test_a_domain_brings_its_certificate_and_a_floor_of_tls_1_2(site):
    (own,) = site().one("aws_cloudfront_distribution")["viewer_certificate"]
    assert own["cloudfront_default_certificate"] is True

    domain = {"names": ["movies.example.com"], "certificate_arn": CERTIFICATE}
    distribution = site(domain=domain).one("aws_cloudfront_distribution")
    (certificate,) = distribution["viewer_certificate"]
    assert certificate["acm_certificate_arn"] == CERTIFICATE
    assert (certificate["minimum_protocol_version"], certificate["ssl_support_method"]) == ("TLSv1.2_2021", "sni-only")
    assert distribution["aliases"] == ["movies.example.com"]


def test_access_log_and_price_class_are_as_asked(site):
    assert site().one("aws_cloudfront_distribution")["logging_config"] == []
    distribution = site(
        access_log={"bucket_domain_name": "log.s3.amazonaws.com", "prefix": "site/"}, price_class="PriceClass_All"
    ).one("aws_cloudfront_distribution")
    (log,) = distribution["logging_config"]
    assert (log["bucket"], log["prefix"]) == ("log.s3.amazonaws.com", "site/")
    assert distribution["price_class"] == "PriceClass_All"
