"""A function's URL leads to the local AWS, by the path or by a host that ends in localhost."""

from urllib.parse import urlsplit

import pytest
import requests
from public_functions import create, make_public

ECHO = "import json\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps(event)}\n"


@pytest.fixture
def url(aws, unique_name):
    """``url("NONE")`` creates a function with a URL of this authorization type."""

    def make(auth_type):
        create(aws, unique_name, ECHO)
        client = aws("lambda")
        if auth_type == "NONE":
            make_public(aws, FunctionName=unique_name)
        return client.create_function_url_config(FunctionName=unique_name, AuthType=auth_type)["FunctionUrl"]

    return make


def test_the_harness_calls_the_url_as_it_is(http, url):
    event = http.get(f"{url('NONE')}movies/1", params={"a": "b"}).expect(200).json()
    assert (event["rawPath"], event["queryStringParameters"]) == ("/movies/1", {"a": "b"})


def test_a_url_with_iam_needs_a_signature(http, url):
    protected = url("AWS_IAM")
    http.get(protected).expect(403)
    http.get(protected, sigv4=True).expect(200)


def test_a_host_below_localhost_is_the_url_too(target, url):
    """A browser and curl resolve every name below localhost to this machine."""
    parts = urlsplit(url("NONE"))
    host = f"{parts.hostname.removesuffix('.on.aws')}.localhost"
    response = requests.get(f"{target.endpoint_url}/movies", headers={"Host": host}, timeout=30)
    assert response.json()["rawPath"] == "/movies"
