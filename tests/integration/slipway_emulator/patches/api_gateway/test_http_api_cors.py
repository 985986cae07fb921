import pytest

ORIGIN = "https://www.example.com"
CORS = {
    "AllowOrigins": [ORIGIN],
    "AllowMethods": ["GET"],
    "AllowHeaders": ["content-type"],
    "AllowCredentials": True,
    "MaxAge": 600,
}


@pytest.fixture
def api(echo_api):
    api, arn = echo_api
    api.route("ANY /x", arn)
    api.stage()
    return api


def cors_headers(response):
    return {name for name in map(str.lower, response.headers) if name.startswith("access-control-")}


def preflight(api, origin):
    return api.request("OPTIONS", "/x", headers={"Origin": origin, "Access-Control-Request-Method": "GET"})


def test_without_cors_options_is_routed_like_any_method(api):
    response = api.request("OPTIONS", "/x")
    assert response.json()["requestContext"]["http"]["method"] == "OPTIONS"
    assert api.request("OPTIONS", "/y").status_code == 404


def test_a_route_for_options_gets_it(echo_api):
    api, arn = echo_api
    api.route("OPTIONS /x", arn)
    api.stage()
    assert api.request("OPTIONS", "/x").json()["routeKey"] == "OPTIONS /x"


def test_the_gateway_answers_the_preflight(api):
    api.aws("apigatewayv2").update_api(ApiId=api.id, CorsConfiguration=CORS)
    response = preflight(api, ORIGIN)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert response.headers["Access-Control-Allow-Methods"] == "GET"
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert response.headers["Access-Control-Max-Age"] == "600"


def test_the_preflight_of_another_origin_has_no_cors_headers(api):
    api.aws("apigatewayv2").update_api(ApiId=api.id, CorsConfiguration=CORS)
    response = preflight(api, "https://evil.example")
    assert response.status_code == 204
    assert cors_headers(response) == set()


def test_the_headers_of_the_function_are_ignored(http_api, function):
    arn = function(
        http_api.aws,
        "def handler(event, context):\n"
        "    headers = {'access-control-allow-origin': '*', 'Access-Control-Max-Age': '1', 'X-Own': 'kept'}\n"
        "    return {'statusCode': 200, 'headers': headers, 'body': ''}\n",
    )
    http_api.permit(arn)
    http_api.route("GET /x", arn)
    http_api.stage()
    assert http_api.get("/x").headers["access-control-allow-origin"] == "*"
    http_api.aws("apigatewayv2").update_api(ApiId=http_api.id, CorsConfiguration=CORS)
    response = http_api.get("/x", headers={"Origin": ORIGIN})
    assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert response.headers["X-Own"] == "kept"
    assert "access-control-max-age" not in response.headers


@pytest.mark.upstream
def test_unpatched_ministack_refuses_options_without_cors(unpatched_echo_api):
    api, arn = unpatched_echo_api
    api.route("ANY /x", arn)
    api.stage()
    assert api.request("OPTIONS", "/x").status_code == 403
