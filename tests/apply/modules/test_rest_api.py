"""Responses of the gateway itself: errors and preflights."""

import pytest

from .conftest import deploy

EXAMPLE = "rest-api/complete"
ORIGIN = "https://www.example.com"


@pytest.fixture(scope="module")
def url(stack):
    return stack.outputs["url"]


def assert_error(response, message, origin="*"):
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == origin
    body = response.json()
    assert body["message"] == message
    assert len(body["requestId"]) == 36


@pytest.mark.parametrize("path", ["/1/2", "/1/reviews/2", "/../actors", "/../"])
def test_unknown_path_is_a_404(http, url, path):
    assert_error(http.get(url + path, headers={"Origin": ORIGIN}).expect(404), "Not found", ORIGIN)
    assert_error(http.post(url + path, data="no JSON", headers={"Origin": ORIGIN}).expect(404), "Not found", ORIGIN)


def test_method_that_a_path_does_not_have_is_a_405_that_names_those_it_has(http, url):
    response = http.delete(url, headers={"Origin": ORIGIN}).expect(405)

    assert_error(response, "Method not allowed", ORIGIN)
    assert response.headers["Allow"] == "GET,POST"
    assert http.request("PATCH", f"{url}/1").expect(405).headers["Allow"] == "DELETE,GET,PUT"


def test_unsigned_write_is_forbidden_and_not_unknown(http, url):
    assert_error(http.post(url, json={"title": "Jaws"}).expect(403), "Missing Authentication Token")


def test_body_that_does_not_fit_is_a_400_with_the_reason(http, url):
    response = http.post(url, json={"title": ""}, sigv4=True).expect(400)

    assert_error(response, "Invalid request body")
    assert "too short" in response.json()["details"]


def test_function_that_has_no_code_yet_is_a_502_without_its_reason(http, url):
    assert_error(http.get(url).expect(502), "Internal server error")


def test_preflight_allows_the_methods_and_headers_of_the_path(http, url):
    headers = http.request("OPTIONS", url, headers={"Origin": ORIGIN}).expect(200).headers

    assert headers["Access-Control-Allow-Methods"] == "GET,POST"
    assert headers["Access-Control-Allow-Headers"] == "authorization,content-type"
    assert headers["Access-Control-Max-Age"] == "600"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [(ORIGIN, ORIGIN), ("https://admin.example.com", "https://admin.example.com"), ("https://other.example", None)],
)
def test_of_several_origins_that_of_the_request_is_allowed(origin, allowed, http, url):
    headers = http.request("OPTIONS", url, headers={"Origin": origin}).expect(200).headers
    assert (headers.get("Access-Control-Allow-Origin"), headers["Vary"]) == (allowed, "Origin")


def test_the_policy_refuses_what_its_network_alone_may_call(http, url):
    response = http.delete(f"{url}/1", sigv4=True).expect(403)
    assert "explicit deny in a resource-based policy" in response.json()["message"]


IMAGE = """
import base64


def handler(event, context):
    body = base64.b64encode(b"\\x89PNG").decode()
    return {"statusCode": 200, "headers": {"Content-Type": "image/png"}, "isBase64Encoded": True, "body": body}
"""


def test_a_function_returns_bytes_to_who_accepts_them(stack, aws, http, url):
    deploy(aws("lambda"), stack.name, IMAGE)
    assert http.get(f"{url}/1", headers={"Accept": "image/png"}).expect(200).content == b"\x89PNG"
    assert http.get(f"{url}/1", headers={"Accept": "text/plain"}).expect(200).text == "iVBORw=="
    http.request("OPTIONS", url, headers={"Content-Type": "image/png"}).expect(415)
