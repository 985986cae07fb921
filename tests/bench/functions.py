"""The functions that the benchmark starts, and the services that they call.

The first are written for the comparison. The others are the zips that ``slipway package`` makes of the project.
"""

import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from slipway.bench.processes import Function
from slipway.package.package import package

MOVIE = {
    "id": {"S": "1"},
    "title": {"S": "The Matrix"},
    "rating": {"N": "8.7"},
    "genres": {"L": [{"S": "Action"}]},
    "revision": {"N": "3"},
    "correlation_id": {"S": "trace"},
}
REQUEST = {
    "resource": "/movies/{movieID}",
    "path": "/movies/1",
    "httpMethod": "GET",
    "headers": {"Accept": "application/json"},
    "multiValueHeaders": {"Accept": ["application/json"]},
    "queryStringParameters": None,
    "multiValueQueryStringParameters": None,
    "pathParameters": {"movieID": "1"},
    "requestContext": {"requestId": "r", "stage": "live", "identity": {}},
    "body": None,
    "isBase64Encoded": False,
}
CREATION = REQUEST | {
    "resource": "/movies",
    "path": "/movies",
    "httpMethod": "POST",
    "pathParameters": None,
    "headers": {"Content-Type": "application/json"},
    "multiValueHeaders": {"Content-Type": ["application/json"]},
    "body": json.dumps({"title": "The Matrix", "rating": 8.7, "genres": ["Action"]}),
}
CHANGE = {"SequenceNumber": "1", "ApproximateCreationDateTime": 1_800_000_000, "NewImage": MOVIE}
STREAM = {"Records": [{"eventID": "e", "dynamodb": CHANGE}]}
EVENT = {
    "id": "e",
    "version": 1,
    "type": "MovieCreated",
    "revision": 1,
    "time": "2026-11-29T12:00:00+00:00",
    "correlationId": "trace",
    "movie": {"id": "1", "title": "The Matrix", "rating": 8.7, "genres": ["Action"]},
}
MESSAGE = {
    "messageId": "m",
    "body": json.dumps(EVENT),
    "attributes": {"ApproximateReceiveCount": "1"},
    "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:queue",
}
EMPTY = "def handler(event, context):\n    return {'statusCode': 200}\n"
BOTO3 = """
import json
import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    item = dynamodb.get_item(TableName="movies", Key={"id": {"S": event["pathParameters"]["movieID"]}})["Item"]
    movie = {"id": item["id"]["S"], "title": item["title"]["S"], "rating": float(item["rating"]["N"])}
    return {"statusCode": 200, "body": json.dumps(movie)}
"""
# As its documentation begins: https://docs.aws.amazon.com/powertools/python/latest/core/event_handler/api_gateway/
POWERTOOLS = """
import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver

logger = Logger(service="movies")
app = APIGatewayRestResolver()
dynamodb = boto3.client("dynamodb")


@app.get("/movies/<movie_id>")
def get_movie(movie_id):
    item = dynamodb.get_item(TableName="movies", Key={"id": {"S": movie_id}})["Item"]
    return {"id": item["id"]["S"], "title": item["title"]["S"], "rating": float(item["rating"]["N"])}


@logger.inject_lambda_context
def handler(event, context):
    return app.resolve(event, context)
"""
# As its documentation begins: https://mangum.fastapiexpert.com
FASTAPI = """
import boto3
from fastapi import FastAPI
from mangum import Mangum

app = FastAPI()
dynamodb = boto3.client("dynamodb")


@app.get("/movies/{movie_id}")
def get_movie(movie_id: str):
    item = dynamodb.get_item(TableName="movies", Key={"id": {"S": movie_id}})["Item"]
    return {"id": item["id"]["S"], "title": item["title"]["S"], "rating": float(item["rating"]["N"])}


handler = Mangum(app, lifespan="off")
"""
ANSWERS = {
    "GetItem": json.dumps({"Item": MOVIE}).encode(),
    "Scan": json.dumps({"Items": [MOVIE], "Count": 1}).encode(),
    "Publish": b"<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>",
}
"""The responses of the services, by operation; of any other an empty object."""


PRODUCT = {"id": {"S": "1"}, "name": {"S": "Print 10x13"}, "price": {"N": "0.15"}}
GET_PRODUCT = REQUEST | {"resource": "/products/{id}", "path": "/products/1", "pathParameters": {"id": "1"}}
STARTS: dict[str, dict[str, str]] = {
    "plain": {},
    "snap-start": {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"},
    "primed-call": {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start", "PRIMING": "call"},
    "primed-request": {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start", "PRIMING": "request"},
}
"""The values of ``start`` of iac/products, and what they set."""


@dataclass(frozen=True)
class Case:
    """A row of the table.

    Attributes:
        name: name of the row.
        function: function to start.
        variables: variables of its environment, beside those of all.
        files: number of files in its zip; 0 for those that are written for the comparison.
    """

    name: str
    function: Function
    variables: Mapping[str, str] = field(default_factory=dict)
    files: int = 0


def make(root: Path, project: Path, peers: Path, authority: Path, bundle: Path) -> list[Case]:
    """Write the functions below a folder; the one with boto3 is the second.

    Args:
        root: the folder.
        project: the repository.
        peers: a folder with the installed Python packages of the peers, beside one of Node.js.
        authority: the certificate authority of the services, which `aws_client` takes for one of Amazon's.
        bundle: a file with it and the system's, in the place of those that an SDK trusts.
    """
    trust = {"AWS_CA_BUNDLE": str(bundle)}
    with_peers = {"PYTHONPATH": str(peers), **trust}
    written = [
        _written(root, "empty", EMPTY, b"200"),
        _written(root, "boto3 client", BOTO3, b"The Matrix", trust),
        _written(root, "Powertools", POWERTOOLS, b"The Matrix", with_peers),
        _written(root, "FastAPI, Mangum", FASTAPI, b"The Matrix", with_peers),
        *_node(peers.parent / "node", authority),
    ]
    apps: list[tuple[str, dict[str, Any], bytes]] = [
        ("get-movie", REQUEST, b"The Matrix"),
        ("list-movies", REQUEST | {"pathParameters": None, "resource": "/movies", "path": "/movies"}, b"The Matrix"),
        ("create-movie", CREATION, b"201"),
        ("email-notification", {"Records": [MESSAGE]}, b'{"batchItemFailures": []}'),
        ("publish-movie-events", STREAM, b'{"batchItemFailures": []}'),
        ("get-product", GET_PRODUCT, b"statusCode"),
    ]
    zips = {artifact.app: artifact.path for artifact in package(project, [name for name, _, _ in apps])}
    *packaged, product = [_packaged(root, name, zips[name], event, expected) for name, event, expected in apps]
    for name, _, _ in apps:
        with (root / name / "aws_client" / "amazon_roots.pem").open("a") as roots:
            roots.write(authority.read_text())
    starts = [replace(product, name=f"get-product, {name}", variables=each) for name, each in STARTS.items()]
    return [*written, *packaged, *starts]


def _written(root: Path, name: str, text: str, expected: bytes, variables: Mapping[str, str] | None = None) -> Case:
    folder = root / name
    folder.mkdir()
    (folder / "app.py").write_text(text)
    return Case(name, Function(name, folder, "app.handler", json.dumps(REQUEST), expected), variables or {})


def _node(folder: Path, authority: Path) -> list[Case]:
    """Return the function with Node.js in a folder, if that and its packages are installed."""
    node = shutil.which("node")
    if not node or not (folder / "node_modules").is_dir():
        print("without Node.js: install node and npm, and remove .slipway/environments/bench")
        return []
    runtime = (node, str(folder / "runtime.mjs"))
    function = Function("Node.js", folder, "./get-movie.mjs#handler", json.dumps(REQUEST), b"The Matrix", runtime)
    return [Case("Node.js, AWS SDK v3", function, {"NODE_EXTRA_CA_CERTS": str(authority)})]


def _packaged(root: Path, name: str, archive: Path, event: dict[str, Any], expected: bytes) -> Case:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(root / name)
        files = len(opened.namelist())
    handler = f"{name.replace('-', '_')}.handler"
    return Case(name, Function(name, root / name, handler, json.dumps(event), expected), files=files)
