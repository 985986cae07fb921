"""Module static-website: how browsers and CloudFront cache, and who may read the bucket."""

import pytest
from validations import assert_each_refuses

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"

POLICY = "default-src 'none'; script-src 'self'"
SCENARIOS = {
    "default": {},
    "old_versions": {"noncurrent_version_days": 7},
    "immutable_paths": {"immutable_paths": ["assets/*", "fonts/*"]},
    "own_policy": {"content_security_policy": POLICY, "permissions_policy": "camera=(self)"},
    "an_api": {"connect_origins": ["https://api.example.com", "http://127.0.0.1:4566"]},
    "own_page": {"pages": {"not_found": "errors/404.html"}},
    "folders": {"pages": {"folders": True}},
    "single_page": {"pages": {"single_page": True, "index": "app.html"}},
    "domain": {"domain": {"names": ["movies.example.com"], "certificate_arn": CERTIFICATE}},
    "log_and_price_class": {
        "access_log": {"bucket_domain_name": "log.s3.amazonaws.com", "prefix": "site/"},
        "price_class": "PriceClass_All",
    },
}
REFUSED = {
    "name_in_capitals": {"name": "Site"},
    "domain_without_names": {"domain": {"names": [], "certificate_arn": CERTIFICATE}},
    "domain_certificate_of_another_region": {
        "domain": {"names": ["example.com"], "certificate_arn": CERTIFICATE.replace("us-east-1", "eu-central-1")}
    },
    "domain_zone_that_is_a_name": {
        "domain": {"names": ["example.com"], "certificate_arn": CERTIFICATE, "zone": {"id": "example.com"}}
    },
    "pages_with_a_leading_slash": {"pages": {"not_found": "/404.html"}},
    "pages_of_folders_and_a_single_page": {"pages": {"folders": True, "single_page": True}},
    "pages_index_in_a_folder": {"pages": {"folders": True, "index": "a/index.html"}},
    "immutable_paths_of_everything": {"immutable_paths": ["*"]},
    "content_security_policy_without_default": {"content_security_policy": "script-src 'self'"},
    "connect_origins_with_a_path": {"connect_origins": ["https://api.example.com/live"]},
    "content_security_policy_and_connect_origins": {
        "content_security_policy": POLICY,
        "connect_origins": ["https://api.example.com"],
    },
    "permissions_policy_of_feature_policy": {"permissions_policy": "camera 'none'; microphone 'self'"},
    "price_class_unknown": {"price_class": "100"},
    "access_log_bucket_is_a_name": {"access_log": {"bucket_domain_name": "log"}},
    "noncurrent_version_days_none": {"noncurrent_version_days": 0},
}


@pytest.fixture(scope="module")
def sites(tf_module):
    return tf_module.plans(
        "modules/static-website", {name: {"name": "site", **each} for name, each in SCENARIOS.items()}
    )


@pytest.fixture(scope="module")
def distributions(sites):
    """The planned distribution of each scenario."""
    return {name: plan.one("aws_cloudfront_distribution") for name, plan in sites.items()}


def headers(plan, name):
    policy = plan.one("aws_cloudfront_response_headers_policy", name=name)
    items = {item["header"]: item["value"] for item in policy["custom_headers_config"][0]["items"]}
    return policy["security_headers_config"][0], items


def test_bucket_is_never_public_encrypted_and_keeps_old_versions_for_a_time(sites):
    plan = sites["old_versions"]

    block = plan.one("aws_s3_bucket_public_access_block")
    assert all(block[name] for name in block if name.startswith(("block_", "ignore_", "restrict_")))
    assert plan.one("aws_s3_bucket_versioning")["versioning_configuration"][0]["status"] == "Enabled"
    (rule,) = plan.one("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] == 7
    assert plan.one("aws_s3_bucket")["force_destroy"] is False


def test_distribution_signs_its_requests_to_the_bucket(sites):
    control = sites["default"].one("aws_cloudfront_origin_access_control", name="site")
    assert (control["signing_behavior"], control["signing_protocol"]) == ("always", "sigv4")


def test_browsers_use_https_with_http_2_or_3_and_may_only_read(distributions):
    distribution = distributions["default"]
    assert (distribution["http_version"], distribution["is_ipv6_enabled"]) == ("http2and3", True)
    for behavior in distribution["default_cache_behavior"] + distribution["ordered_cache_behavior"]:
        assert behavior["viewer_protocol_policy"] == "redirect-to-https"
        assert set(behavior["allowed_methods"]) == {"GET", "HEAD"}
        assert (behavior["compress"], behavior["cache_policy_id"]) == (True, CACHING_OPTIMIZED)


def test_browsers_cache_hashed_assets_only(sites, distributions):
    plan = sites["immutable_paths"]

    behaviors = distributions["immutable_paths"]["ordered_cache_behavior"]
    assert [behavior["path_pattern"] for behavior in behaviors] == ["assets/*", "fonts/*"]
    assert headers(plan, "site-changing")[1]["Cache-Control"] == "no-cache"
    assert headers(plan, "site-immutable")[1]["Cache-Control"] == "public, max-age=31536000, immutable"


def test_content_security_policy_is_the_callers_or_allows_only_the_site(sites):
    (policy,) = headers(sites["default"], "site-changing")[0]["content_security_policy"]
    assert policy["content_security_policy"].startswith("default-src 'self'; ")
    assert policy["override"] is True

    (policy,) = headers(sites["an_api"], "site-changing")[0]["content_security_policy"]
    connect = "connect-src 'self' https://api.example.com http://127.0.0.1:4566;"
    assert policy["content_security_policy"].startswith(f"default-src 'self'; {connect} ")

    for name in ("site-changing", "site-immutable"):
        (policy,) = headers(sites["own_policy"], name)[0]["content_security_policy"]
        assert policy["content_security_policy"] == POLICY


def test_permissions_policy_is_the_callers_or_allows_no_powerful_feature(sites):
    for name in ("site-changing", "site-immutable"):
        policy = headers(sites["default"], name)[1]["Permissions-Policy"]
        assert {"camera=()", "geolocation=()", "microphone=()"} <= set(policy.split(", "))
        assert headers(sites["own_policy"], name)[1]["Permissions-Policy"] == "camera=(self)"


def test_missing_and_forbidden_paths_show_the_error_page(distributions):
    distribution = distributions["own_page"]
    assert distribution["default_root_object"] == "index.html"
    answers = {item["error_code"]: item for item in distribution["custom_error_response"]}
    assert set(answers) == {403, 404}
    for answer in answers.values():
        assert (answer["response_code"], answer["response_page_path"]) == (404, "/errors/404.html")


def test_a_domain_has_its_certificate_and_needs_tls_1_2(distributions):
    (own,) = distributions["default"]["viewer_certificate"]
    assert own["cloudfront_default_certificate"] is True

    distribution = distributions["domain"]
    (certificate,) = distribution["viewer_certificate"]
    assert certificate["acm_certificate_arn"] == CERTIFICATE
    assert (certificate["minimum_protocol_version"], certificate["ssl_support_method"]) == ("TLSv1.2_2021", "sni-only")
    assert distribution["aliases"] == ["movies.example.com"]


def test_access_log_and_price_class_can_be_set(distributions):
    assert distributions["default"]["logging_config"] == []
    distribution = distributions["log_and_price_class"]
    (log,) = distribution["logging_config"]
    assert (log["bucket"], log["prefix"]) == ("log.s3.amazonaws.com", "site/")
    assert distribution["price_class"] == "PriceClass_All"


def test_a_function_finds_the_index_pages_only_on_request(sites):
    assert "aws_cloudfront_function" not in sites["default"].counts()
    folders = sites["folders"].one("aws_cloudfront_function")
    assert (folders["name"], folders["runtime"], folders["publish"]) == ("site-paths", "cloudfront-js-2.0", True)
    assert "request.uri += 'index.html'" in folders["code"]
    assert "request.uri = '/app.html'" in sites["single_page"].one("aws_cloudfront_function")["code"]


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "static-website", {"name": "site"}, REFUSED)
