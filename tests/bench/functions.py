"""The functions that the benchmark starts, and the services that they call.

The first three are written for the comparison. The others are the zips that ``slipway package`` makes of the project.
"""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
ANSWERS = {
    "GetItem": json.dumps({"Item": MOVIE}).encode(),
    "Scan": json.dumps({"Items": [MOVIE], "Count": 1}).encode(),
    "Publish": b"<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>",
}
"""The responses of the services, by operation; of any other an empty object."""


@dataclass(frozen=True)
class Function:
    """A function to start.

    Attributes:
        name: in the table.
        folder: with its code.
        handler: as Lambda's setting.
        event: of each invocation.
        expected: a part of each response.
        files: number of files in its zip; 0 for those that are written for the comparison.
    """

    name: str
    folder: Path
    handler: str
    event: dict[str, Any]
    expected: bytes
    files: int = 0


def make(root: Path, project: Path) -> list[Function]:
    """Write the functions below a folder; the one with boto3 is the second."""
    written = [
        Function("empty", _write(root / "empty", EMPTY), "app.handler", REQUEST, b"200"),
        Function("boto3 client", _write(root / "boto3", BOTO3), "app.handler", REQUEST, b"The Matrix"),
    ]
    apps: list[tuple[str, dict[str, Any], bytes]] = [
        ("get-movie", REQUEST, b"The Matrix"),
        ("list-movies", REQUEST | {"pathParameters": None, "resource": "/movies", "path": "/movies"}, b"The Matrix"),
        ("create-movie", CREATION, b"201"),
        ("email-notification", {"Records": [MESSAGE]}, b'{"batchItemFailures": []}'),
        ("publish-movie-events", STREAM, b'{"batchItemFailures": []}'),
    ]
    zips = {artifact.app: artifact.path for artifact in package(project, [name for name, _, _ in apps])}
    packaged = [_packaged(root, name, zips[name], event, expected) for name, event, expected in apps]
    return [*written, *packaged]


def _write(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "app.py").write_text(text)
    return folder


def _packaged(root: Path, name: str, archive: Path, event: dict[str, Any], expected: bytes) -> Function:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(root / name)
        files = len(opened.namelist())
    return Function(name, root / name, f"{name.replace('-', '_')}.handler", event, expected, files)
