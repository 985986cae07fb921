import pytest

ECHO = "def handler(event, context):\n    return {'statusCode': 200, 'body': str(len(event['body']))}\n"
LIMIT = 10 * 1024 * 1024


def integrated(api, aws, function):
    arn = function(aws, ECHO)
    api.permit(arn)
    api.method(api.resource("x"), "POST", arn)
    api.deploy()
    return api


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
def test_a_request_of_more_than_10_mb_is_413(rest_api, aws, function, size, status):
    response = integrated(rest_api, aws, function).post("/x", data=b"x" * size)
    assert response.status_code == status
    assert status == 200 or response.json() == {"message": "Request Too Long"}


@pytest.mark.upstream
def test_unpatched_ministack_has_no_limit(unpatched_rest_api, unpatched_aws, function):
    response = integrated(unpatched_rest_api, unpatched_aws, function).post("/x", data=b"x" * (LIMIT + 1))
    assert response.status_code == 200
