import pytest

SOURCE = "def handler(event, context):\n    return {'statusCode': 200, 'body': context.invoked_function_arn}\n"


def called(api, function):
    """Return the ARN of an alias, and that in the context of the function that a REST API invokes by it."""
    arn = function(api.aws, SOURCE)
    api.permit(arn)
    api.method(api.resource("x"), "GET", arn)
    api.deploy()
    return arn, api.get("/x").text


def test_the_context_has_the_arn_of_the_alias_that_api_gateway_invokes(rest_api, function):
    arn, invoked = called(rest_api, function)
    assert invoked == arn


def test_the_version_is_that_of_the_alias(rest_api, function):
    arn = function(rest_api.aws, SOURCE.replace("invoked_function_arn", "function_version"))
    rest_api.permit(arn)
    rest_api.method(rest_api.resource("x"), "GET", arn)
    rest_api.deploy()
    assert rest_api.get("/x").text == "1"


@pytest.mark.upstream
def test_unpatched_ministack_leaves_the_alias_out(unpatched_rest_api, function):
    arn, invoked = called(unpatched_rest_api, function)
    assert arn.endswith(":live")
    assert not invoked.endswith(":live")
