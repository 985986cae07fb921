import pytest


def statuses(api, path, count):
    return [api.get(path).status_code for _ in range(count)]


def test_requests_above_the_burst_are_a_429(echo_api):
    api, arn = echo_api
    api.route("GET /x", arn)
    api.stage("test", DefaultRouteSettings={"ThrottlingRateLimit": 0.01, "ThrottlingBurstLimit": 2})
    assert statuses(api, "/test/x", 4) == [200, 200, 429, 429]
    assert api.get("/test/x").json() == {"message": "Too Many Requests"}


def test_each_route_and_each_stage_has_its_own_limit(echo_api):
    api, arn = echo_api
    for path in ("x", "y"):
        api.route(f"GET /{path}", arn)
    settings = {"ThrottlingRateLimit": 0.01, "ThrottlingBurstLimit": 1}
    for stage in ("test", "prod"):
        api.stage(
            stage,
            DefaultRouteSettings=settings,
            RouteSettings={"GET /y": {**settings, "ThrottlingBurstLimit": 3}},
        )
        assert statuses(api, f"/{stage}/x", 2) == [200, 429]
        assert statuses(api, f"/{stage}/y", 4) == [200, 200, 200, 429]


def test_a_stage_without_limits_has_those_of_the_account(echo_api):
    api, arn = echo_api
    api.route("GET /x", arn)
    api.stage("test")
    assert set(statuses(api, "/test/x", 5)) == {200}


@pytest.mark.upstream
def test_unpatched_ministack_has_no_limit(unpatched_echo_api):
    api, arn = unpatched_echo_api
    api.route("GET /x", arn)
    api.stage("test", DefaultRouteSettings={"ThrottlingRateLimit": 0.01, "ThrottlingBurstLimit": 1})
    assert set(statuses(api, "/test/x", 3)) == {200}
