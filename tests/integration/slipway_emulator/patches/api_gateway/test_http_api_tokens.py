import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value):
    return encoded(value.to_bytes((value.bit_length() + 7) // 8))


class Issuer:
    """Signs tokens, and serves its public key."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = self.key.public_key().public_numbers()
        keys = {"keys": [{"kty": "RSA", "kid": "1", "alg": "RS256", "n": number(public.n), "e": number(public.e)}]}
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps({"jwks_uri": f"{issuer.url}/keys"} if "openid" in self.path else keys).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def token(self, key=None, alg="RS256", **claims):
        claims = {"iss": self.url, "aud": "movies", "exp": int(time.time()) + 60, "scope": "read", **claims}
        parts = ({"alg": alg, "kid": "1"}, claims)
        signed = ".".join(encoded(json.dumps(part).encode()) for part in parts)
        signature = (key or self.key).sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{encoded(signature)}"


@pytest.fixture(scope="module")
def issuer():
    issuer = Issuer()
    yield issuer
    issuer.server.shutdown()


def build(api, arn, issuer):
    """``GET /x`` for any valid token, and ``GET /write`` for one with the scope ``write``."""
    authorizer = api.aws("apigatewayv2").create_authorizer(
        ApiId=api.id,
        AuthorizerType="JWT",
        Name="users",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": issuer.url, "Audience": ["movies"]},
    )["AuthorizerId"]
    for path, scopes in ("x", []), ("write", ["write"]):
        jwt = {"AuthorizationType": "JWT", "AuthorizerId": authorizer, "AuthorizationScopes": scopes}
        api.route(f"GET /{path}", arn, **jwt)
    api.stage()


@pytest.fixture
def api(echo_api, issuer):
    api, arn = echo_api
    build(api, arn, issuer)
    return api


def get(api, token, path="/x"):
    return api.get(path, headers={"Authorization": f"Bearer {token}"})


def test_a_valid_token_is_accepted_and_its_claims_are_in_the_event(api, issuer):
    response = get(api, issuer.token(sub="alice", admin=True))
    authorizer = response.json()["requestContext"]["authorizer"]
    assert authorizer["jwt"]["claims"]["sub"] == "alice"
    assert authorizer["jwt"]["claims"]["admin"] == "true"
    assert authorizer["jwt"]["scopes"] == ["read"]


def test_an_authorizer_can_get_another_issuer_as_of_a_test(echo_api, issuer):
    api, arn = echo_api
    build(api, arn, SimpleNamespace(url="https://login.example.com"))
    client = api.aws("apigatewayv2")
    authorizer = client.get_authorizers(ApiId=api.id)["Items"][0]["AuthorizerId"]
    jwt = {"Issuer": issuer.url, "Audience": ["tests"]}
    client.update_authorizer(ApiId=api.id, AuthorizerId=authorizer, JwtConfiguration=jwt)
    assert get(api, issuer.token(aud="tests")).status_code == 200
    assert get(api, issuer.token()).status_code == 401


def test_a_request_without_a_token_is_a_401(api):
    response = api.get("/x")
    assert (response.status_code, response.json()) == (401, {"message": "Unauthorized"})


@pytest.mark.parametrize(
    "claims",
    [{"aud": "other"}, {"iss": "https://other.example"}, {"exp": 1}, {"nbf": 9999999999}, {"alg": "HS256"}],
    ids=str,
)
def test_an_invalid_token_is_a_401(api, issuer, claims):
    assert get(api, issuer.token(**claims)).status_code == 401


def test_a_token_of_another_key_is_a_401(api, issuer):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert get(api, issuer.token(other)).status_code == 401
    assert get(api, issuer.token()[:-8]).status_code == 401
    assert get(api, "a.b.c").status_code == 401


def test_a_token_without_the_scope_is_a_403(api, issuer):
    assert get(api, issuer.token(), "/write").status_code == 403
    assert get(api, issuer.token(scope="read write"), "/write").status_code == 200


@pytest.mark.upstream
def test_unpatched_ministack_rejects_every_token(unpatched_echo_api, issuer):
    api, arn = unpatched_echo_api
    build(api, arn, issuer)
    assert get(api, issuer.token()).status_code == 401
