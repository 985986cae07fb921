"""https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html"""

import io
import zipfile
from urllib.parse import urlsplit

import pytest
import requests

SOURCE = "def handler(event, context):\n    return None\n"


@pytest.fixture
def location(function):
    """``location(aws)`` returns the URL of a function's code."""

    def location(aws):
        url = aws("lambda").get_function(FunctionName=function(aws, SOURCE))["Code"]["Location"]
        return urlsplit(url)._replace(netloc=urlsplit(aws("lambda").meta.endpoint_url).netloc).geturl()

    return location


def test_the_url_of_a_function_downloads_its_code(aws, location):
    response = requests.get(location(aws), timeout=30)

    assert zipfile.ZipFile(io.BytesIO(response.content)).namelist()


def test_the_url_of_a_layer_downloads_its_code(aws, unique_name):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("python/x.py", "")
    layer = aws("lambda").publish_layer_version(LayerName=unique_name, Content={"ZipFile": archive.getvalue()})
    url = urlsplit(layer["Content"]["Location"])._replace(netloc=urlsplit(aws("lambda").meta.endpoint_url).netloc)

    assert requests.get(url.geturl(), timeout=30).content == archive.getvalue()
    assert requests.get(url._replace(query="").geturl(), timeout=30).status_code == 403


@pytest.mark.parametrize("query", ["", "token=", "token=00", "X-Amz-Signature=ministack-local-presigned"])
def test_no_other_url_does(aws, location, query):
    url = urlsplit(location(aws))._replace(query=query).geturl()

    assert requests.get(url, timeout=30).status_code == 403


def test_the_url_of_a_function_is_for_this_function(aws, location):
    first, second = location(aws), location(aws)

    other = urlsplit(second)._replace(query=urlsplit(first).query).geturl()

    assert requests.get(other, timeout=30).status_code == 403


@pytest.mark.upstream
def test_unpatched_ministack_returns_urls_without_a_secret(unpatched_aws, location):
    assert "ministack-local-presigned" in location(unpatched_aws)
    assert "token=" not in location(unpatched_aws)
