"""An HTTP API with every setting: its routes, the gateway's own responses, and preflights."""

import pytest

EXAMPLE = "http-api/complete"
ORIGIN = "https://www.example.com"


@pytest.fixture(scope="module")
def url(stack):
    return stack.outputs["url"]


def test_function_that_has_no_code_yet_is_a_500_without_its_reason(http, url):
    response = http.get(url).expect(500)
    assert response.json() == {"message": "Internal Server Error"}


def test_every_other_request_reaches_the_default_route(http, url):
    http.request("PATCH", f"{url}/1/2").expect(500)


def test_unsigned_request_is_a_403_and_one_without_a_token_a_401(http, url):
    http.delete(f"{url}/1").expect(403)
    http.post(url, json={}).expect(401)


def test_preflight_allows_the_origin_with_credentials(http, url):
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    allowed = http.request("OPTIONS", url, headers=headers).expect(204).headers
    assert allowed["Access-Control-Allow-Origin"] == ORIGIN
    assert allowed["Access-Control-Allow-Credentials"] == "true"
    assert set(allowed["Access-Control-Allow-Headers"].split(",")) == {"authorization", "content-type"}
    assert "POST" in allowed["Access-Control-Allow-Methods"]
    other = http.request("OPTIONS", url, headers={**headers, "Origin": "https://other.example"}).expect(204).headers
    assert "Access-Control-Allow-Origin" not in other
