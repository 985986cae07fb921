import pytest

from slipway.aws.target import Target
from slipway.errors import SlipwayError

LOCAL = Target("http://127.0.0.1:4566", "eu-central-1", "123456789012", "local")
REAL = Target(None, "eu-central-1")


def test_the_environment_describes_the_target(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "123456789012")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    target = Target.from_environment()
    assert target == Target("http://127.0.0.1:4566", "eu-west-1", "123456789012", "local")
    assert target.environment().items() >= {"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "123456789012"}.items()


@pytest.mark.parametrize(("endpoint", "is_local"), [("http://localhost:1", True), ("https://example.com", False)])
def test_only_an_endpoint_on_a_loopback_address_is_local(endpoint, is_local):
    assert Target(endpoint, "eu-central-1").is_local is is_local


def test_a_target_without_an_endpoint_is_aws():
    assert not REAL.is_local
    assert "AWS_ENDPOINT_URL" not in REAL.environment()


@pytest.mark.parametrize("path", ["", "/live", "/live/movies"])
def test_an_invoke_url_is_translated_for_the_local_aws(path):
    url = f"https://abc123.execute-api.eu-central-1.amazonaws.com{path}"
    assert LOCAL.api_url(url) == f"http://127.0.0.1:4566/_aws/execute-api/abc123{path}"
    assert REAL.api_url(url) == url


@pytest.mark.parametrize(("path", "local"), [("", "/"), ("/", "/"), ("/a?b=c", "/a?b=c")])
def test_the_url_of_a_function_is_translated_for_the_local_aws(path, local):
    url = f"https://{'a1' * 16}.lambda-url.eu-central-1.on.aws"
    assert LOCAL.api_url(url + path) == f"http://127.0.0.1:4566/_aws/lambda-url/{'a1' * 16}{local}"
    assert REAL.api_url(url + path) == url + path


def test_an_endpoint_may_end_in_a_slash(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566/")
    assert Target.from_environment().endpoint_url == "http://127.0.0.1:4566"


@pytest.mark.parametrize(("path", "local"), [("", "/"), ("/", "/"), ("/a/b.html", "/a/b.html")])
def test_a_distributions_url_is_translated_for_the_local_aws(path, local):
    url = "https://d111111abcdef8.cloudfront.net"
    assert LOCAL.site_url(url + path) == f"http://127.0.0.1:4566/_aws/cloudfront/d111111abcdef8{local}"
    assert REAL.site_url(url + path) == url + path


def test_temporary_credentials_reach_the_local_aws_and_terraform(monkeypatch):
    session = {"AWS_ACCESS_KEY_ID": "ASIA1", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token"}
    for name, value in (session | {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}).items():
        monkeypatch.setenv(name, value)
    target = Target.from_environment()
    assert session.items() <= target.environment().items()
    assert target.client("sts")._request_signer._credentials.token == "token"


def test_other_urls_are_not_changed():
    assert LOCAL.api_url("https://www.example.com/live") == "https://www.example.com/live"
    assert LOCAL.site_url("https://www.example.com/live") == "https://www.example.com/live"
    assert LOCAL.site_url("d111111abcdef8.cloudfront.net") == "d111111abcdef8.cloudfront.net"  # a name and no URL


@pytest.mark.parametrize("content", ["no INI file", "[default]\ns3 =\n  use_accelerate_endpoint = true\n"])
def test_the_users_profile_and_files_are_ignored_for_the_local_aws(monkeypatch, tmp_path, content):
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / name))
        (tmp_path / name).write_text(content)
    assert LOCAL.client("s3").meta.config.s3 is None
    assert LOCAL.client("sqs").meta.endpoint_url == "http://127.0.0.1:4566"


def test_the_users_variables_are_ignored_for_the_local_aws_but_not_for_aws(monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "7")
    monkeypatch.setenv("AWS_RETRY_MODE", "adaptive")

    assert REAL.client("sts").meta.config.retries == {"total_max_attempts": 7, "mode": "adaptive"}
    assert LOCAL.client("sts").meta.config.retries == {"total_max_attempts": 3, "mode": "legacy"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_MAX_ATTEMPTS", ""),
        ("AWS_RETRY_MODE", "x"),
        ("AWS_DEFAULTS_MODE", "x"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "x"),
        ("AWS_REQUEST_CHECKSUM_CALCULATION", "x"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "x"),
    ],
)
def test_a_variable_that_boto3_rejects_is_ignored_for_the_local_aws(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    for service in ("s3", "sts"):
        assert LOCAL.client(service).meta.endpoint_url == "http://127.0.0.1:4566"


def test_the_users_ca_bundle_is_used(monkeypatch):
    monkeypatch.setenv("AWS_CA_BUNDLE", "/certificates.pem")

    for target in (Target("https://localhost:4566", "eu-central-1", "123456789012", "local"), REAL):
        assert target.client("sts")._endpoint.http_session._verify == "/certificates.pem"


def test_boto3_finds_the_credentials_for_aws(monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    assert Target.from_environment() == Target(None, "eu-west-1")


def test_no_proxy_is_used_for_the_local_aws(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.com:3128")
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.delenv("no_proxy")
    client = LOCAL.client("sqs")
    assert client._endpoint.http_session._proxy_config.proxy_url_for(LOCAL.endpoint_url) is None


def test_only_on_aws_an_operation_has_its_own_host_name():
    """As StartSyncExecution and TestState of Step Functions have."""
    assert LOCAL.client("stepfunctions").meta.config.inject_host_prefix is False
    assert REAL.client("stepfunctions").meta.config.inject_host_prefix is not False


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"AWS_ENDPOINT_URL": "localhost:4566"}, "must be a URL such as http://127.0.0.1:4566, not 'localhost:4566'"),
        ({"AWS_ENDPOINT_URL": "http://[::1"}, r"must be a URL such as http://127.0.0.1:4566, not 'http://\[::1'"),
        ({"AWS_ACCESS_KEY_ID": ""}, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together"),
    ],
)
def test_an_invalid_environment_is_rejected(variables, message, monkeypatch):
    for name, value in (LOCAL.environment() | variables).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SlipwayError, match=message):
        Target.from_environment()
