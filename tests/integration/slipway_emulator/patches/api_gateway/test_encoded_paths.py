import pytest

ECHO = "import json\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps(event)}\n"


def with_movies(api, aws, function):
    arn = function(aws, ECHO)
    api.permit(arn)
    api.method(api.resource("{id}", api.resource("movies")), "GET", arn)
    api.deploy()
    return api


@pytest.mark.parametrize("segment", ["a%2Fb", "a%20b", "a+b", "%C3%A9", "100%25", "a%3Fb"])
def test_a_function_gets_the_path_as_it_was_sent(rest_api, aws, function, segment):
    api = with_movies(rest_api, aws, function)
    event = api.get(f"/movies/{segment}").json()
    assert event["resource"] == "/movies/{id}"
    assert event["pathParameters"] == {"id": segment}
    assert event["path"] == f"/movies/{segment}"
    assert event["requestContext"]["path"] == f"/live/movies/{segment}"


def test_the_query_string_is_decoded(rest_api, aws, function):
    event = with_movies(rest_api, aws, function).get("/movies/1?title=a%20b%2Fc").json()
    assert event["queryStringParameters"] == {"title": "a b/c"}


@pytest.mark.upstream
def test_unpatched_ministack_decodes(unpatched_rest_api, unpatched_aws, function):
    api = with_movies(unpatched_rest_api, unpatched_aws, function)
    assert api.get("/movies/a%20b").json()["pathParameters"] == {"id": "a b"}
    assert api.get("/movies/a%2Fb").status_code == 403
