import pytest

STAGES = ("test", "prod")


def build(api, function):
    """``GET /x`` invokes the alias that the stage's variable ``alias`` names: ``test`` or ``prod``."""
    arn = function(
        api.aws,
        "def handler(event, context):\n"
        "    return {'statusCode': 200, 'body': context.invoked_function_arn.rpartition(':')[2]}\n",
    ).removesuffix(":live")
    for stage in STAGES:
        api.aws("lambda").create_alias(FunctionName=arn, Name=stage, FunctionVersion="1")
        api.stage(stage, StageVariables={"alias": stage})
    api.route("GET /x", f"{arn}:${{stageVariables.alias}}")
    return arn


def test_each_stage_invokes_its_alias(http_api, function):
    arn = build(http_api, function)
    for stage in STAGES:
        http_api.permit(f"{arn}:{stage}", f"{stage}/GET/x")
        assert http_api.get(f"/{stage}/x").text == stage


def test_a_stage_needs_the_permission_on_its_own_alias(http_api, function):
    arn = build(http_api, function)
    http_api.permit(f"{arn}:prod", "test/GET/x")
    http_api.permit(f"{arn}:test", "prod/GET/x")
    for stage in STAGES:
        response = http_api.get(f"/{stage}/x")
        assert (response.status_code, response.json()) == (500, {"message": "Internal Server Error"})


def test_a_stage_that_is_given_the_alias_of_another_is_refused(http_api, function):
    arn = build(http_api, function)
    for stage in STAGES:
        http_api.permit(f"{arn}:{stage}", f"{stage}/GET/x")
    http_api.aws("apigatewayv2").update_stage(ApiId=http_api.id, StageName="test", StageVariables={"alias": "prod"})
    assert http_api.get("/test/x").status_code == 500
    assert http_api.get("/prod/x").text == "prod"


@pytest.mark.parametrize("variables", [{}, {"alias": ""}, {"alias": "none"}, {"other": "test"}])
def test_an_alias_that_does_not_exist_is_a_500(http_api, function, variables):
    arn = build(http_api, function)
    http_api.permit(f"{arn}:test")
    http_api.stage("broken", StageVariables=variables)
    response = http_api.get("/broken/x")
    assert (response.status_code, response.json()) == (500, {"message": "Internal Server Error"})


def update(api, variables):
    """Create a stage with two variables, and return its variables after an update."""
    api.stage("test", StageVariables={"alias": "test", "color": "red"})
    client = api.aws("apigatewayv2")
    client.update_stage(ApiId=api.id, StageName="test", StageVariables=variables)
    return client.get_stage(ApiId=api.id, StageName="test")["StageVariables"]


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"size": "1"}, {"alias": "test", "color": "red", "size": "1"}),
        ({"color": "blue"}, {"alias": "test", "color": "blue"}),
        ({"color": ""}, {"alias": "test"}),
        ({}, {"alias": "test", "color": "red"}),
    ],
)
def test_an_update_keeps_the_variables_that_it_does_not_have(http_api, changes, after):
    assert update(http_api, changes) == after


@pytest.mark.upstream
def test_unpatched_ministack_replaces_all_variables(unpatched_http_api):
    assert update(unpatched_http_api, {"size": "1"}) == {"size": "1"}


@pytest.mark.upstream
def test_unpatched_ministack_does_not_find_the_function(unpatched_http_api, function):
    build(unpatched_http_api, function)
    response = unpatched_http_api.get("/test/x")
    assert response.status_code == 502
    assert "stageVariables" in response.text
