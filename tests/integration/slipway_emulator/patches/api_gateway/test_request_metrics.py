import pytest
from metric_sums import metric_sums

SOURCE = "def handler(event, context):\n    return {'statusCode': int(event['queryStringParameters']['status'])}\n"


def sums(aws, *names, **dimensions):
    return metric_sums(aws, "AWS/ApiGateway", names, dimensions)


def test_a_rest_api_counts_its_requests_and_errors(aws, rest_api, function):
    name = aws("apigateway").get_rest_api(restApiId=rest_api.id)["name"]
    arn = function(aws, SOURCE)
    rest_api.method(rest_api.resource("x"), "GET", arn)
    rest_api.permit(arn)
    rest_api.deploy()
    for status in (200, 404, 500, 502):
        assert rest_api.get(f"/x?status={status}").status_code == status
    expected = {"Count": 4, "4XXError": 1, "5XXError": 2}
    assert sums(aws, *expected, ApiName=name, Stage="live") == expected
    assert sums(aws, *expected, ApiName=name) == expected
    assert sums(aws, "Latency", ApiName=name)["Latency"] > 0


def test_an_http_api_counts_them_by_its_id(aws, http_api, function):
    arn = function(aws, SOURCE)
    http_api.permit(arn)
    http_api.route("GET /x", arn)
    http_api.stage("test")
    for status in (200, 404, 500):
        assert http_api.get(f"/test/x?status={status}").status_code == status
    expected = {"Count": 3, "4xx": 1, "5xx": 1}
    assert sums(aws, *expected, ApiId=http_api.id, Stage="test") == expected
    assert sums(aws, *expected, ApiId=http_api.id) == expected


@pytest.mark.upstream
def test_unpatched_ministack_counts_nothing(unpatched_aws, unpatched_http_api, function):
    arn = function(unpatched_aws, SOURCE)
    unpatched_http_api.permit(arn)
    unpatched_http_api.route("GET /x", arn)
    unpatched_http_api.stage("test")
    assert unpatched_http_api.get("/test/x?status=200").status_code == 200
    assert sums(unpatched_aws, "Count", ApiId=unpatched_http_api.id) == {"Count": 0}
