"""The movies stack, applied and deployed once for all of these tests, and what calls it."""

import json
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.credentials import Credentials
from openapi_document import broken_promises, operations

from slipway import deploy
from slipway.harness import unique_name as make_unique_name

ROOT = Path(__file__).parents[3]
SENDER, RECIPIENTS = "movies@example.com", ["editor@example.com", "owner@example.com"]


@pytest.fixture(scope="session")
def stack(tf_session, target) -> SimpleNamespace:
    """The outputs of iac/movies, the environment's name, and the stack itself as ``terraform``."""
    environment = make_unique_name()
    terraform = tf_session(
        "iac/movies", region=target.region, environment=environment, email_sender=SENDER, email_recipients=RECIPIENTS
    )
    outputs = terraform.apply().outputs
    deploy.deploy(ROOT, target, environment=environment)
    return SimpleNamespace(**outputs, environment=environment, terraform=terraform)


@dataclass(frozen=True)
class Api:
    """The API, by path. Every answer must be one that docs/openapi.json promises.

    Changes are signed unless ``sign`` is False; credentials sign as somebody else.
    """

    http: Any
    url: str

    def request(self, method: str, path: str, *, sign: Any = None, **options: Any) -> Any:
        if isinstance(sign, tuple):
            sign = Credentials(*sign)
        sigv4 = method != "GET" if sign is None else sign
        reply = self.http.request(method, f"{self.url}{path}", sigv4=sigv4, **options)
        route = ("/movies" if path == "/movies" else "/movies/{movieID}", method.lower())
        if path.startswith("/movies") and route in operations():
            answer = reply.response
            assert broken_promises(*route, answer.status_code, answer.headers, answer.text) == []
        return reply

    def get(self, path: str, **options: Any) -> Any:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Any:
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> Any:
        return self.request("PUT", path, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self.request("DELETE", path, **options)


@pytest.fixture(scope="session")
def api(stack, http) -> Api:
    return Api(http, stack.api_url)


@pytest.fixture
def create(api, unique_name) -> Callable[..., dict[str, Any]]:
    """``create(title=…)`` makes a movie and returns it."""

    def create(**fields: Any) -> dict[str, Any]:
        return (
            api.post("/movies", json={"title": unique_name, "rating": 7.5, "genres": ["Drama"], **fields})
            .expect(201)
            .json()
        )

    return create


@pytest.fixture
def movie(create) -> dict[str, Any]:
    """A movie that nobody else knows, with the test's unique name as its title."""
    return create()


@pytest.fixture
def put_item(aws, stack) -> Callable[..., None]:
    """``put_item(id=…)`` writes an item past the API."""
    types = {str: "S", int: "N", list: "L", type(None): "NULL"}

    def put_item(**fields: Any) -> None:
        item = {
            name: {types[type(value)]: str(value) if isinstance(value, int) else True if value is None else value}
            for name, value in fields.items()
        }
        aws("dynamodb").put_item(TableName=stack.table_name, Item=item)

    return put_item


@pytest.fixture
def invoke(aws, stack) -> Callable[..., tuple[int, dict[str, Any]]]:
    """``invoke("create-movie", body=…)`` calls a function past the gateway and returns status and body."""
    template = json.loads((ROOT / "tests/unit/apps/events/rest_api_proxy.json").read_text())

    def invoke(app: str, **event: Any) -> tuple[int, dict[str, Any]]:
        answer = aws("lambda").invoke(
            FunctionName=f"{stack.environment}-{app}:live", Payload=json.dumps({**template, **event})
        )
        payload = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, payload
        return payload["statusCode"], json.loads(payload["body"])

    return invoke


@pytest.fixture
def mails(local_aws, target) -> Callable[[str], list[dict[str, Any]]]:
    """``mails(text)`` returns the mails that have the text in their subject."""
    from slipway.local import mail

    return lambda text: [message for message in mail.messages(target) if text in message["Subject"]]


@pytest.fixture
def queued(aws) -> Callable[[str], list[dict[str, Any]]]:
    """``queued(url)`` takes what a queue holds now and returns it."""

    def queued(url: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while (
            batch := aws("sqs")
            .receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
            .get("Messages")
        ):
            found += batch
            for message in batch:
                aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    return queued


@pytest.fixture
def logged(aws, stack) -> Callable[[str, str], list[dict[str, Any]]]:
    """``logged(app, text)`` returns the JSON lines of a function's log that hold the text."""
    started = int(time.time() * 1000) - 1000

    def logged(app: str, text: str) -> list[dict[str, Any]]:
        pages = (
            aws("logs")
            .get_paginator("filter_log_events")
            .paginate(logGroupName=f"/aws/lambda/{stack.environment}-{app}", startTime=started)
        )
        return [json.loads(event["message"]) for page in pages for event in page["events"] if text in event["message"]]

    return logged


@pytest.fixture
def without(aws, stack):
    """``with without(app, action):`` takes a grant from the function's role for a while."""

    @contextmanager
    def without(app, action):
        role, name = f"{stack.environment}-{app}", "function"
        document = aws("iam").get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        kept = [statement for statement in document["Statement"] if action not in statement["Action"]]
        assert len(kept) < len(document["Statement"])
        _put(aws, role, name, {**document, "Statement": kept})
        try:
            yield
        finally:
            _put(aws, role, name, document)

    return without


def _put(aws, role, name, document):
    aws("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))


@pytest.fixture
def quick_redelivery(aws, stack):
    """The mailer's queue delivers again after a second, not after six times the function's timeout."""
    url = aws("sqs").get_queue_url(QueueName=f"{stack.environment}-movie-events-email")["QueueUrl"]
    before = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    aws("sqs").set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    yield
    aws("sqs").set_queue_attributes(QueueUrl=url, Attributes=before)


@pytest.hookimpl(tryfirst=True)  # before xdist's own, which reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one xdist worker, which applies the stack once."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("movies"))
