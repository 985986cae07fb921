import pytest


def event(api, path, **options):
    return api.get(path, **options).json()


def test_the_event_has_the_stage_in_its_path_and_the_stages_variables(echo_api):
    api, arn = echo_api
    api.route("GET /movies/{id}", arn)
    api.stage("test", StageVariables={"alias": "test"})
    received = event(api, "/test/movies/a%20b?limit=1&limit=2")
    assert received["rawPath"] == received["requestContext"]["http"]["path"] == "/test/movies/a b"
    assert received["routeKey"] == "GET /movies/{id}"
    assert received["requestContext"]["stage"] == "test"
    assert received["stageVariables"] == {"alias": "test"}
    assert received["pathParameters"] == {"id": "a b"}
    assert received["queryStringParameters"] == {"limit": "1,2"}


def test_the_default_stage_adds_nothing_to_the_path(echo_api):
    api, arn = echo_api
    api.route("$default", arn)
    api.stage()
    received = event(api, "/movies")
    assert received["rawPath"] == "/movies"
    assert "stageVariables" not in received


def test_the_response_has_the_id_of_the_event(echo_api):
    api, arn = echo_api
    api.route("$default", arn)
    api.stage()
    response = api.get("/movies")
    assert response.headers["apigw-requestid"] == response.json()["requestContext"]["requestId"]


@pytest.mark.upstream
def test_unpatched_ministack_leaves_the_stage_out(unpatched_echo_api):
    api, arn = unpatched_echo_api
    api.route("$default", arn)
    api.stage("test", StageVariables={"alias": "test"})
    received = event(api, "/test/movies")
    assert received["rawPath"] == "/movies"
    assert "stageVariables" not in received
