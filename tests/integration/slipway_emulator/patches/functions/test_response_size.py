"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda.snapshot.json"""

import json

import pytest

SOURCE = "def handler(event, context):\n    return 'a' * event\n"
LIMIT = 6 * 1024 * 1024 + 100


def invoke(aws, arn, size):
    response = aws("lambda").invoke(FunctionName=arn, Payload=json.dumps(size))
    return response["StatusCode"], response.get("FunctionError"), json.loads(response["Payload"].read())


def test_a_response_has_at_most_6_mb(aws, function):
    arn = function(aws, SOURCE, MemorySize=512, Timeout=30)
    status, error, payload = invoke(aws, arn, 6 * 1024 * 1024)
    assert (status, error, len(payload)) == (200, None, 6 * 1024 * 1024)
    status, error, payload = invoke(aws, arn, LIMIT + 1)
    assert (status, error) == (200, "Unhandled")
    assert payload == {
        "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        "errorType": "Function.ResponseSizeTooLarge",
    }


@pytest.mark.upstream
def test_unpatched_ministack_returns_any_response(unpatched_aws, function):
    arn = function(unpatched_aws, SOURCE, MemorySize=512, Timeout=30)
    assert invoke(unpatched_aws, arn, LIMIT + 1)[1] is None
