"""https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html"""

import io
import zipfile
from urllib.parse import urlsplit, urlunsplit

import pytest
import requests

SOURCE = "def handler(event, context):\n    return None\n"


@pytest.fixture
def code_url(function):
    """``code_url(aws)`` returns the URL of a new function's code."""

    def create(aws):
        return aws("lambda").get_function(FunctionName=function(aws, SOURCE))["Code"]["Location"]

    return create


@pytest.fixture
def layer_url(aws, unique_name):
    """The URL of a new layer's content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", SOURCE)
    layer = aws("lambda").publish_layer_version(LayerName=unique_name, Content={"ZipFile": buffer.getvalue()})
    return layer["Content"]["Location"]


def names_in_zip(url):
    response = requests.get(url, timeout=30)
    response.raise_for_status()
    return zipfile.ZipFile(io.BytesIO(response.content)).namelist()


def test_the_returned_url_downloads_the_code(aws, code_url, layer_url):
    assert names_in_zip(code_url(aws)) == names_in_zip(layer_url) == ["main.py"]


def test_a_url_without_its_token_downloads_nothing(aws, code_url, layer_url):
    for url in (code_url(aws), layer_url):
        assert requests.get(urlunsplit(urlsplit(url)._replace(query="")), timeout=30).status_code == 403


def test_the_token_of_a_function_is_not_valid_for_another_one(aws, code_url):
    first, second = code_url(aws), code_url(aws)

    mixed = urlunsplit(urlsplit(first)._replace(query=urlsplit(second).query))

    assert requests.get(mixed, timeout=30).status_code == 403


@pytest.mark.upstream
def test_unpatched_ministack_returns_a_url_that_anyone_can_build(unpatched_aws, code_url):
    assert "X-Amz-Signature=ministack-local-presigned" in code_url(unpatched_aws)
    assert "token=" not in code_url(unpatched_aws)
