"""End-to-end tests of a stage of the API, whose URL is in API_URL. They write nothing, also not in production."""

import json
import os
from http.client import HTTPResponse
from urllib.error import HTTPError
from urllib.request import Request, urlopen

URL = f"{os.environ['API_URL']}/providers"


def send(request):
    """Return the status and the body of a response."""
    try:
        with urlopen(request, timeout=30) as response:
            assert isinstance(response, HTTPResponse)
            return response.status, json.load(response)
    except HTTPError as error:
        return error.code, json.load(error)


def test_providers_are_listed():
    status, body = send(Request(URL))
    assert status == 200
    assert all(provider.keys() == {"id", "name", "website"} for provider in body["providers"])


def test_pages_have_a_limit():
    assert send(Request(f"{URL}?limit=0"))[0] == 400


def test_an_unsigned_request_adds_nothing():
    request = Request(URL, data=b"{}", headers={"Content-Type": "application/json"}, method="POST")
    assert send(request)[0] == 403


def test_an_unknown_path_is_not_found():
    assert send(Request(f"{URL}/none"))[0] == 404
