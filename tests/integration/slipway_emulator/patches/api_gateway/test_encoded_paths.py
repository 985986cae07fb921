import pytest

ECHO = "import json\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps(event)}\n"


def with_movies(api, arn):
    api.method(api.resource("{id}", api.resource("movies")), "GET", arn)
    api.deploy()
    return api


@pytest.fixture(scope="module")
def api(new_rest_api, echo_arn):
    return with_movies(new_rest_api(), echo_arn)


@pytest.mark.parametrize("segment", ["a%2Fb", "a%20b", "a+b", "%C3%A9", "100%25", "a%3Fb"])
def test_a_function_gets_the_path_as_it_was_sent(api, segment):
    event = api.get(f"/movies/{segment}").json()
    assert event["resource"] == "/movies/{id}"
    assert event["pathParameters"] == {"id": segment}
    assert event["path"] == f"/movies/{segment}"
    assert event["requestContext"]["path"] == f"/live/movies/{segment}"


def test_the_query_string_is_decoded(api):
    event = api.get("/movies/1?title=a%20b%2Fc").json()
    assert event["queryStringParameters"] == {"title": "a b/c"}


@pytest.mark.upstream
def test_unpatched_ministack_decodes(unpatched_rest_api, unpatched_aws, function):
    arn = function(unpatched_aws, ECHO)
    unpatched_rest_api.permit(arn)
    api = with_movies(unpatched_rest_api, arn)
    assert api.get("/movies/a%20b").json()["pathParameters"] == {"id": "a b"}
    assert api.get("/movies/a%2Fb").status_code == 403
