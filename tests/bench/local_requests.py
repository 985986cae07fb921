"""How long a request to a function takes through the local AWS, cold, warm, and for eight clients at the same time.

It also counts how many a second these clients get, which share the machine's cores with the local AWS.

``python tests/bench/local_requests.py`` prints a line for each function of two: one imports boto3, one nothing.
"""

import io
import json
import statistics
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from slipway.aws.target import Target
from slipway.local import emulator

ROOT = Path(__file__).parents[2]
CLIENTS, REQUESTS = 8, 200
IMPORTS = {"no import": "", "boto3": "import boto3\nboto3.client('dynamodb')\n"}
HANDLER = "def handler(event, context):\n    return {'statusCode': 200, 'body': '{}'}\n"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        local = Path(folder) / "local"
        target = emulator.up(local, port=0, environments_directory=ROOT / ".slipway" / "environments").target()
        try:
            for name, imports in IMPORTS.items():
                url = make_api(target, name.replace(" ", "-"), imports + HANDLER)
                print(f"{f'request, {name}':<28} {measure(url)}", flush=True)
        finally:
            emulator.down(local)


def measure(url: str) -> str:
    """Return the times in milliseconds, and the requests a second, as a line."""
    cold, *warm = requests(url, REQUESTS + 1)
    with ThreadPoolExecutor(CLIENTS) as pool:
        first = max(pool.map(lambda _: max(requests(url, 1)), range(CLIENTS)))
        begin = time.perf_counter()
        list(pool.map(lambda _: requests(url, REQUESTS), range(CLIENTS)))
        rate = CLIENTS * REQUESTS / (time.perf_counter() - begin)
    median = statistics.median(warm)
    times = f"cold {cold:.0f} ms, warm median {median:.1f} ms, last of {CLIENTS} new clients {first:.0f} ms"
    return f"{times}, {rate:.0f} requests/s"


def requests(url: str, count: int) -> list[float]:
    """Return how many milliseconds each of several requests takes, over one connection."""
    connection = connect(url)
    return [request(connection, url) for _ in range(count)]


def connect(url: str) -> HTTPConnection:
    """Return a connection to the local AWS."""
    return HTTPConnection(urlsplit(url).netloc)


def request(connection: HTTPConnection, url: str) -> float:
    """Return how many milliseconds a request takes."""
    begin = time.perf_counter()
    connection.request("GET", urlsplit(url).path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"GET {url} answered {response.status}: {body.decode()}")
    return (time.perf_counter() - begin) * 1000


def make_api(target: Target, name: str, source: str) -> str:
    """Create a function behind a REST API, and return its URL."""
    gateway, function = target.client("apigateway"), make_function(target, name, source)
    api = gateway.create_rest_api(name=name)["id"]
    (root,) = gateway.get_resources(restApiId=api)["items"]
    method: dict[str, Any] = {"restApiId": api, "resourceId": root["id"], "httpMethod": "GET"}
    gateway.put_method(**method, authorizationType="NONE")
    uri = f"arn:aws:apigateway:{target.region}:lambda:path/2015-03-31/functions/{function}/invocations"
    gateway.put_integration(**method, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    gateway.create_deployment(restApiId=api, stageName="live")
    return target.api_url(f"https://{api}.execute-api.{target.region}.amazonaws.com/live/")


def make_function(target: Target, name: str, source: str) -> str:
    """Create a function that API Gateway may invoke, and return its ARN."""
    iam, functions = target.client("iam"), target.client("lambda")
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("main.py", source)
    settings = {"Runtime": "python3.13", "Handler": "main.handler", "Role": role, "Timeout": 20}
    created = functions.create_function(FunctionName=name, Code={"ZipFile": code.getvalue()}, **settings)
    gateway = {"Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"}
    functions.add_permission(FunctionName=name, StatementId="api", **gateway)
    return str(created["FunctionArn"])


if __name__ == "__main__":
    main()
