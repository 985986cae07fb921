import json

import pytest

SOURCE = "def handler(event, context):\n    return event\n"
MOCK = {"statusCode": 200, "body": "Mock response - mine"}


def invoke(aws, function, runtime, event=None):
    name = function(aws, SOURCE).split(":")[6]
    aws("lambda").update_function_configuration(FunctionName=name, Runtime=runtime)
    aws("lambda").get_waiter("function_updated_v2").wait(FunctionName=name)
    response = aws("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    return response.get("FunctionError"), json.load(response["Payload"])


@pytest.mark.parametrize("runtime", ["ruby3.4", "java21", "dotnet8"])
def test_a_function_whose_runtime_is_missing_fails(aws, function, runtime):
    error, payload = invoke(aws, function, runtime)

    assert error == "Unhandled"
    assert payload["errorMessage"].startswith("The local AWS doesn't run this function: ")


def test_a_function_may_return_any_text(aws, function):
    assert invoke(aws, function, "python3.13", MOCK) == (None, MOCK)


@pytest.mark.upstream
def test_unpatched_ministack_answers_for_a_missing_runtime(unpatched_aws, function):
    error, payload = invoke(unpatched_aws, function, "ruby3.4")
    assert (error, payload["statusCode"]) == (None, 200)
