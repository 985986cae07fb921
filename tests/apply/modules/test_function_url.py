"""Who may call the URL of a function, and which pages."""

import json

import pytest

from .conftest import deploy

EXAMPLE = "function-url/minimal"
HOOK = "def handler(event, context):\n    return {'statusCode': 200, 'body': event['rawPath']}\n"
CLIENT = """
import os
import urllib.error
import urllib.request

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session


def handler(event, context):
    request = AWSRequest("GET", event["url"])
    SigV4Auth(Session().get_credentials(), "lambda", os.environ["AWS_REGION"]).add_auth(request)
    try:
        with urllib.request.urlopen(urllib.request.Request(event["url"], headers=dict(request.headers))) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code
"""


@pytest.fixture(scope="module")
def url(stack, aws):
    deploy(aws("lambda"), stack.outputs["function_name"], HOOK)
    return stack.outputs["url"]


def test_the_url_refuses_a_request_without_a_signature(http, url):
    http.get(url).expect(403)
    assert http.get(f"{url}movies", sigv4=True).expect(200).text == "/movies"


def test_a_role_with_the_statements_may_call_it(stack, aws, target, url):
    name = stack.outputs["client_name"]
    deploy(aws("lambda"), name, CLIENT)

    event = json.dumps({"url": target.api_url(f"{url}movies")})
    answer = aws("lambda").invoke(FunctionName=f"{name}:live", Payload=event)["Payload"].read()

    assert json.loads(answer) == "/movies"


def test_a_browser_may_ask_what_pages_may_do(examples, http):
    url = examples.outputs("function-url/complete")["url"]
    asked = {"Origin": "https://www.example.com", "Access-Control-Request-Method": "POST"}

    headers = http.request("OPTIONS", url, headers=asked).expect(200).headers

    assert headers["Access-Control-Allow-Origin"] == "https://www.example.com"
    assert {*headers["Access-Control-Allow-Methods"].split(",")} == {"GET", "POST"}
    other = http.request("OPTIONS", url, headers={**asked, "Origin": "https://other.example.com"}).expect(200)
    assert "Access-Control-Allow-Origin" not in other.headers
