from dataclasses import replace

import pytest
import requests

SOURCE = "def handler(event, context):\n    return {'statusCode': 200, 'body': event['requestContext']['accountId']}\n"


def public(api, function):
    arn = function(api.aws, SOURCE)
    api.permit(arn)
    api.method(api.resource("x"), "GET", arn)
    api.deploy()
    return api


def test_an_unsigned_call_reaches_the_api_of_any_account(rest_api, function):
    response = public(rest_api, function).get("/x")
    assert (response.status_code, response.text) == (200, rest_api.target.access_key_id)


def test_an_http_api_is_reached_too(aws, target, unique_name):
    client = aws("apigatewayv2")
    api_id = client.create_api(Name=unique_name, ProtocolType="HTTP")["ApiId"]
    client.create_stage(ApiId=api_id, StageName="live", AutoDeploy=True)
    response = requests.get(
        target.api_url(f"https://{api_id}.execute-api.{target.region}.amazonaws.com/live/none"), timeout=30
    )
    assert (response.status_code, response.json()) == (404, {"message": "Not Found"})
    assert "apigw-requestid" in response.headers  # from the API, not from MiniStack


@pytest.mark.upstream
def test_unpatched_ministack_finds_apis_of_its_default_account_only(unpatched_target, function):
    other = replace(unpatched_target, access_key_id="100000000099")
    api_id = other.client("apigateway").create_rest_api(name="x")["id"]
    response = requests.get(
        other.api_url(f"https://{api_id}.execute-api.{other.region}.amazonaws.com/live/x"), timeout=30
    )
    assert (response.status_code, response.json()) == (404, {"message": "Not Found"})
