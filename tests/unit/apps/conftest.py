import functools
import importlib
import json
import ssl
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto_connection import MotoConnection
from moto_resources import REGION, make_queue, make_sender, make_table, make_topic
from own_modules import imported_again
from snapshot_runtime import SnapshotRuntime

_PROJECT = Path(__file__).parents[3]
_EVENTS = Path(__file__).parent / "events"

sys.path.insert(0, str(_PROJECT / "libs"))


@functools.cache
def _session() -> boto3.Session:
    """Return one session for all tests. It caches the service models, whose parsing takes half of a test's time."""
    return boto3.Session(region_name=REGION)


@functools.cache
def _client(service: str) -> Any:
    """Return one client for all tests. The functions make their own, which tests change."""
    return _session().client(service)


_tls_context = functools.cache(ssl.create_default_context)
"""It reads all certificates of the system, for 17 ms of CPU time, as each cold start in a test would again."""


class Aws:
    """The movies stack's resources on moto."""

    def __init__(self) -> None:
        self.dynamodb = _client("dynamodb")
        self.sqs = _client("sqs")
        self.sns = _client("sns")
        tables = {
            "movies": "id",
            "idempotency": "key",
            "deliveries": "event_id",
            "providers": "id",
            "providers-test": "id",
            "products": "id",
        }
        for table, key in tables.items():
            make_table(table, key)
        self.events = make_queue("events")
        self.dead_letters = make_queue("dead-letters")
        self.topic_arn = make_topic("movie-events", "events")
        make_sender("sender@example.com")

    def put_movie(self, movie_id: str = "1", **changes: Any) -> dict[str, Any]:
        item = {
            "id": {"S": movie_id},
            "title": {"S": "The Matrix"},
            "rating": {"N": "8.7"},
            "genres": {"L": [{"S": "Action"}, {"S": "Sci-Fi"}]},
            "revision": {"N": "3"},
            "correlation_id": {"S": "trace-before"},
            **changes,
        }
        stored = {name: value for name, value in item.items() if value is not None}
        self.dynamodb.put_item(TableName="movies", Item=stored)
        return stored

    def movie(self, movie_id: str = "1") -> dict[str, Any] | None:
        return self.dynamodb.get_item(TableName="movies", Key={"id": {"S": movie_id}}).get("Item")

    def items(self, table: str) -> list[dict[str, Any]]:
        return self.dynamodb.scan(TableName=table)["Items"]

    def messages(self, queue_url: str) -> list[dict[str, Any]]:
        received = self.sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        return received.get("Messages", [])


@pytest.fixture
def aws_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    settings = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "MOVIES_TABLE": "movies",
        "IDEMPOTENCY_TABLE": "idempotency",
        "DELIVERIES_TABLE": "deliveries",
        "EMAIL_SENDER": "sender@example.com",
        "EMAIL_RECIPIENTS": "first@example.com, second@example.com",
        "SES_CONFIGURATION_SET": "movies",
        "MAX_RECEIVE_COUNT": "3",
        "PRODUCTS_TABLE": "products",
        "CLOUD_PROVIDERS_TABLES": json.dumps({"prod": "providers", "test": "providers-test"}),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", _session())
        account = Aws()
        monkeypatch.setenv("MOVIE_EVENTS_TOPIC_ARN", account.topic_arn)
        monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", account.dead_letters)
        yield account


@pytest.fixture
def load_app(aws_account: Aws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Import an app as a cold start does, with the current environment."""

    def load(app: str) -> ModuleType:
        forget()
        monkeypatch.syspath_prepend(str(_PROJECT / "apps" / app))
        module = importlib.import_module(app.replace("-", "_"))
        if transport := sys.modules.get("aws_client.transport"):
            transport.Connection = MotoConnection
        return module

    monkeypatch.setattr(ssl, "create_default_context", _tls_context)
    with imported_again() as forget:
        yield load


@pytest.fixture
def event() -> Callable[..., Any]:
    """Return a recorded event."""

    def read(name: str) -> Any:
        return json.loads((_EVENTS / f"{name}.json").read_text())

    return read


@pytest.fixture
def call(load_app: Callable[[str], ModuleType], event: Callable[..., Any]) -> Callable[..., Any]:
    """Call an API function. The response has its parsed body in ``json``."""

    def call_app(
        app: str | ModuleType,
        *,
        movie_id: str | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
        query: dict[str, list[str]] | None = None,
        context: Any = None,
        **changes: Any,
    ) -> Any:
        request = event("rest_api_proxy") | changes
        request["multiValueHeaders"] |= {name: [value] for name, value in (headers or {}).items()}
        if movie_id is None:
            request |= {"resource": "/movies", "path": changes.get("path", "/movies"), "pathParameters": None}
        else:
            request |= {"path": f"/movies/{movie_id}", "pathParameters": {"movieID": movie_id}}
        request["multiValueQueryStringParameters"] = query
        request["body"] = body if body is None or isinstance(body, str) else json.dumps(body)
        module = load_app(app) if isinstance(app, str) else app
        response = module.handler(request, context or Context())
        return response | {"json": json.loads(response["body"]) if response["body"] else None}

    return call_app


@pytest.fixture
def call_providers(load_app: Callable[[str], ModuleType], event: Callable[..., Any]) -> Callable[..., Any]:
    """Call a function of the HTTP API for cloud providers. The response has its parsed body in ``json``."""

    def call_app(
        app: str | ModuleType,
        *,
        stage: str = "prod",
        alias: str = "",
        query: str = "",
        body: Any = None,
        **changes: Any,
    ) -> Any:
        request = event("http_api") | changes
        request["requestContext"]["stage"] = stage
        request["rawPath"] = f"/{stage}/providers"
        request["rawQueryString"] = query
        if body is not None:
            request["body"] = body if isinstance(body, str) else json.dumps(body)
        context = Context()
        context.invoked_function_arn = context.invoked_function_arn.replace(":live", f":{alias or stage}")
        module = load_app(app) if isinstance(app, str) else app
        response = module.handler(request, context)
        return response | {"json": json.loads(response["body"])}

    return call_app


@pytest.fixture
def call_products(load_app: Callable[[str], ModuleType], event: Callable[..., Any]) -> Callable[..., Any]:
    """Call a function of the products API. The response has its parsed body in ``json``."""

    def call_app(app: str | ModuleType, product_id: str, body: Any = None, **changes: Any) -> Any:
        request = event("rest_api_proxy") | {"resource": "/products/{id}", "path": f"/products/{product_id}"} | changes
        request["pathParameters"] = {"id": product_id}
        request["body"] = body if body is None or isinstance(body, str) else json.dumps(body)
        module = load_app(app) if isinstance(app, str) else app
        response = module.handler(request, Context())
        return response | {"json": json.loads(response["body"])}

    return call_app


@pytest.fixture
def load_snapshot(
    load_app: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], tuple[ModuleType, SnapshotRuntime]]:
    """``load_snapshot(app, priming)`` imports an app as for a snapshot, which isn't taken yet."""

    def load(app: str, priming: str) -> tuple[ModuleType, SnapshotRuntime]:
        runtime = SnapshotRuntime(monkeypatch)
        monkeypatch.setenv("PRIMING", priming)
        return load_app(app), runtime

    return load


@pytest.fixture
def lose_first_answer() -> Callable[[Any, str], None]:
    """``lose_first_answer(client, "DeleteItem")``: the next such call is executed, but its response is lost."""

    def lose(client: Any, operation: str) -> None:
        pending = [operation]
        send = client._transport.send

        def interrupt(request: Any) -> Any:
            response = send(request)
            if request.headers["x-amz-target"].partition(".")[2] in pending:
                pending.clear()
                raise TimeoutError("the response took too long")
            return response

        client._transport.send = interrupt

    return lose


class Context:
    """Lambda's context object, with a number of seconds left."""

    invoked_function_arn = f"arn:aws:lambda:{REGION}:123456789012:function:dev-app:live"

    def __init__(self, seconds_left: float = 60) -> None:
        self.seconds_left = seconds_left

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds_left * 1000)


@pytest.fixture
def context() -> type[Context]:
    """``context(seconds_left)`` returns Lambda's context object."""
    return Context


@pytest.fixture
def lambda_context() -> Context:
    return Context()


@pytest.hookimpl(tryfirst=True)  # before xdist's own, which reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests with moto in one worker: in each, importing it and the first clients take half a second."""
    for item in items:
        if "aws_account" in getattr(item, "fixturenames", ()) and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("apps with moto"))
            item.add_marker(pytest.mark.slow(150))
