import pytest


def build(api, arn, parameter):
    for key in (f"ANY /files/{{{parameter}+}}", "GET /{folder}/{name}"):
        api.route(key, arn)
    api.stage()


@pytest.mark.parametrize("parameter", ["proxy", "path"])
def test_a_route_without_greedy_parameter_comes_first(echo_api, parameter):
    api, arn = echo_api
    build(api, arn, parameter)
    assert api.get("/files/a").json()["routeKey"] == "GET /{folder}/{name}"
    received = api.get("/files/a/b").json()
    assert received["routeKey"] == f"ANY /files/{{{parameter}+}}"
    assert received["pathParameters"] == {parameter: "a/b"}


@pytest.mark.upstream
def test_unpatched_ministack_prefers_a_greedy_parameter_of_another_name(unpatched_echo_api):
    api, arn = unpatched_echo_api
    build(api, arn, "path")
    assert api.get("/files/a").json()["routeKey"] == "ANY /files/{path+}"
