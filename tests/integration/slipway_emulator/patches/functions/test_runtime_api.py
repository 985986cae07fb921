"""Requests to a function's Runtime API that the function hasn't sent.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import io
import json
import multiprocessing
import os
import sys
import zipfile
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from slipway.harness import unique_name as make_unique_name

SOURCE = "import os\ndef handler(event, context):\n    return [os.environ['AWS_LAMBDA_RUNTIME_API'], event]"
BOOTSTRAP = f"""#!{sys.executable}
import json, os
from urllib.request import urlopen
address = os.environ["AWS_LAMBDA_RUNTIME_API"]
while True:
    url = f"http://{{address}}/2018-06-01/runtime/invocation"
    with urlopen(f"{{url}}/next") as event:
        name, answer = event.headers["Lambda-Runtime-Aws-Request-Id"], json.dumps([address, json.load(event)])
    urlopen(f"{{url}}/{{name}}/response", answer.encode()).close()
"""
NEXT = "/2018-06-01/runtime/invocation/next"
FAILURE = "/2018-06-01/runtime/init/error"


def create_provided(aws, role):
    """Create a function with its own runtime, and return its name."""
    content, name = io.BytesIO(), make_unique_name()
    with zipfile.ZipFile(content, "w") as archive:
        bootstrap = zipfile.ZipInfo("bootstrap")
        bootstrap.external_attr = 0o755 << 16
        archive.writestr(bootstrap, BOOTSTRAP)
    aws("lambda").create_function(
        FunctionName=name,
        Runtime="provided.al2023",
        Handler="bootstrap",
        Role=role(aws),
        Code={"ZipFile": content.getvalue()},
    )
    return name


def run(aws, name, event):
    """Return the address of the function's Runtime API, and the event."""
    return json.load(aws("lambda").invoke(FunctionName=name, Payload=json.dumps(event))["Payload"])


@pytest.fixture(params=["python3.13", "provided.al2023"])
def invoke(request, aws, function, role):
    """``invoke(event)`` is `run` with a function of a runtime."""
    name = function(aws, SOURCE) if request.param == "python3.13" else create_provided(aws, role)
    return lambda event: run(aws, name, event)


def send(address, path, headers):
    """Return the status of the response to a GET, or to a POST if the path isn't that of the next event."""
    request = Request(f"http://{address}{path}", data=None if path == NEXT else b"{}", headers=headers)
    try:
        return urlopen(request, timeout=5).status
    except HTTPError as error:
        return error.code


@pytest.mark.parametrize("path", [NEXT, FAILURE])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "127.0.0.1"},
    ],
)
def test_a_web_page_is_refused(invoke, headers, path):
    (address, _) = invoke(1)
    assert send(address, path, headers) == 403
    assert invoke(2) == [address, 2]


def intrude(results, address):
    """Take the next event as another user."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    for path in (NEXT, FAILURE):
        results.put(send(address, path, {}))


@pytest.mark.skipif(os.getuid() != 0 or sys.platform != "linux", reason="only root can become another user")
def test_another_user_is_refused(invoke):
    (address, _) = invoke(1)
    fork = multiprocessing.get_context("fork")  # that user may not be able to read this Python
    results = fork.SimpleQueue()
    process = fork.Process(target=intrude, args=(results, address))
    process.start()
    process.join(60)
    assert [results.get() for _ in range(2)] == [403, 403]
    assert invoke(2) == [address, 2]


@pytest.mark.upstream
def test_unpatched_ministack_accepts_a_web_page(unpatched_aws, role):
    (address, _) = run(unpatched_aws, create_provided(unpatched_aws, role), 1)
    assert send(address, FAILURE, {"Sec-Fetch-Site": "cross-site"}) == 202
