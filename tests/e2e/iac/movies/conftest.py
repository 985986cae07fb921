"""The movies stack, and clients of its API and functions."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.credentials import Credentials
from openapi_document import broken_promises, operations
from repository import ROOT


@pytest.fixture(scope="session")
def stack(movies_stack) -> SimpleNamespace:
    """iac/movies, with its outputs and the attributes of `dev_stack`."""
    return movies_stack


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
def mails(local_aws, run_target) -> Callable[[str], list[dict[str, Any]]]:
    """``mails(text)`` returns the mails that have the text in their subject."""
    from slipway.local import mail

    return lambda text: [message for message in mail.messages(run_target) if text in message["Subject"]]


@pytest.fixture
def quick_redelivery(aws, stack):
    """The mailer's queue delivers again after a second, not after six times the function's timeout."""
    url = aws("sqs").get_queue_url(QueueName=f"{stack.environment}-movie-events-email")["QueueUrl"]
    before = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    aws("sqs").set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    yield
    aws("sqs").set_queue_attributes(QueueUrl=url, Attributes=before)
