"""https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html"""

import pytest
import requests

ECHO = (
    "def handler(event, context):\n"
    "    return {'statusCode': 200, 'body': event['requestContext']['domainName'] + event.get('rawPath', '')}\n"
)


def host(api):
    return f"{api.id}.execute-api.{api.target.region}.amazonaws.com"


def get(api, path, name=None):
    return requests.get(f"{api.target.endpoint_url}{path}", headers={"Host": name or host(api)}, timeout=30)


def build(api, function):
    arn = function(api.aws, ECHO)
    api.permit(arn)
    api.method(api.root, "GET", arn)
    api.deploy()


def test_the_host_of_a_rest_api_leads_to_its_stages(rest_api, function):
    build(rest_api, function)
    assert get(rest_api, "/live").text == host(rest_api)
    assert get(rest_api, "/live/", f"{host(rest_api)}:443").status_code == 200
    assert (get(rest_api, "/other").status_code, get(rest_api, "/other").json()) == (403, {"message": "Forbidden"})


def test_the_host_of_an_http_api_leads_to_its_default_stage(target, aws, function, unique_name):
    arn = function(aws, ECHO)
    client = aws("apigatewayv2")
    api = client.create_api(Name=unique_name, ProtocolType="HTTP", Target=arn)
    aws("lambda").add_permission(
        FunctionName=arn,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{target.region}:{target.access_key_id}:{api['ApiId']}/*",
    )
    name = f"{api['ApiId']}.execute-api.{target.region}.amazonaws.com"
    response = requests.get(f"{target.endpoint_url}/a/b", headers={"Host": name}, timeout=30)
    assert response.text == f"{name}/a/b"


@pytest.mark.upstream
def test_unpatched_ministack_takes_the_request_for_one_to_its_apis(unpatched_rest_api, function):
    build(unpatched_rest_api, function)
    assert get(unpatched_rest_api, "/live").status_code == 403
