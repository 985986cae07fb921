"""Requests, seen from a server on this machine."""

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
import requests
from botocore.credentials import Credentials

from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.harness.http import Http


class Echo(BaseHTTPRequestHandler):
    """Answers with the request, and with the status in its path."""

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(int(re.search(r"/(\d{3})/", self.path)[1]))
        self.send_header("Location", "/200/elsewhere")
        self.send_header("Set-Cookie", "session=1")
        self.end_headers()
        known = {
            "method": self.command,
            "path": self.path,
            "headers": {k.lower(): v for k, v in self.headers.items()},
        }
        self.wfile.write(json.dumps({**known, "body": body.decode()}).encode())

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - http.server's names

    def log_message(self, *_):
        """Keep quiet."""


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def http(server):
    return Http(Target(server, "eu-central-1", "123456789012", "local"))


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_each_method_sends_what_requests_would(http, server, method):
    seen = getattr(http, method)(f"{server}/200/a", params={"q": "1"}, json={"b": "ü"}).expect(200).json()

    assert (seen["method"], seen["path"]) == (method.upper(), "/200/a?q=1")
    assert json.loads(seen["body"]) == {"b": "ü"}


def test_unexpected_status_is_a_failure_that_shows_request_status_and_body(http, server):
    with pytest.raises(AssertionError) as caught:
        http.post(f"{server}/404/a", data="the body").expect(200, 201)

    first, second = str(caught.value).splitlines()
    assert first == f"POST {server}/404/a answered 404 Not Found, not 200 or 201:"
    assert "the body" in second


def test_redirect_is_an_answer_and_not_followed(http, server):
    assert http.get(f"{server}/302/a").expect(302).headers["Location"] == "/200/elsewhere"


def test_no_cookie_is_kept(http, server):
    http.get(f"{server}/200/a").expect(200)

    assert "cookie" not in http.get(f"{server}/200/a").expect(200).json()["headers"]


def test_proxy_and_netrc_of_the_shell_do_not_concern_the_local_aws(http, server, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.delenv("no_proxy")

    assert "authorization" not in http.get(f"{server}/200/a").expect(200).json()["headers"]


def test_invoke_url_of_a_stage_leads_to_the_local_aws(http):
    reply = http.get("https://abc123.execute-api.eu-central-1.amazonaws.com/200/movies")

    assert urlsplit(reply.response.url).path == "/_aws/execute-api/abc123/200/movies"


def test_signature_is_api_gateways_with_the_targets_credentials(http, server):
    headers = http.get(f"{server}/200/a", sigv4=True).expect(200).json()["headers"]

    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=123456789012/")
    assert "/eu-central-1/execute-api/aws4_request" in headers["authorization"]
    assert "SignedHeaders=host;x-amz-date," in headers["authorization"]


def test_signature_covers_content_type_and_amz_headers_and_can_be_somebody_elses(http, server):
    somebody = Credentials("AKIAIOSFODNN7EXAMPLE", "secret", "a-token")

    headers = (
        http.post(f"{server}/200/a", json={}, sigv4=somebody, headers={"X-Amz-Target": "t", "Accept": "text/html"})
        .expect(200)
        .json()["headers"]
    )

    assert "Credential=AKIAIOSFODNN7EXAMPLE/" in headers["authorization"]
    assert "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target," in headers["authorization"]
    assert headers["x-amz-security-token"] == "a-token"
    assert headers["accept"] == "text/html"


def test_space_in_a_signed_query_is_sent_as_aws_signs_it(http, server):
    seen = http.get(f"{server}/200/a+b", params={"q": "c d+e"}, sigv4=True).expect(200).json()

    assert seen["path"] == "/200/a+b?q=c%20d%2Be"


def test_without_credentials_there_is_nothing_to_sign_with(server, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    with pytest.raises(SlipwayError, match="no AWS credentials"):
        Http(Target(None, "eu-central-1")).get(server, sigv4=True)


def test_server_that_is_not_there_is_requests_own_error(http):
    with pytest.raises(requests.ConnectionError):
        http.get("http://127.0.0.1:1/")
