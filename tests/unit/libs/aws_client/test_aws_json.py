import json
from decimal import Decimal
from typing import Any

import pytest
from aws_oracle import Script, botocore_client, http, session

from aws_client.aws_json import _OTHER_HOSTS, _TOKENS, encode
from aws_client.client import Client
from aws_client.endpoints import SERVICES

JSON = {name: service for name, service in SERVICES.items() if service.protocol == "aws_json"}


def operations() -> list[tuple[str, Any]]:
    models = {name: session().get_service_model(name) for name in JSON}
    return [(name, model.operation_model(each)) for name, model in models.items() for each in model.operation_names]


def test_each_token_that_boto3_adds_is_added() -> None:
    expected = {(service, each.name): each.idempotent_members for service, each in operations()}
    assert {key: [member] for key, member in _TOKENS.items()} == {
        key: found for key, found in expected.items() if found
    }


def test_a_token_is_new_for_each_call_unless_the_caller_has_one() -> None:
    def token(**arguments: str) -> str:
        body = json.loads(encode(JSON["dynamodb"], "TransactWriteItems", arguments).body)
        return str(body["ClientRequestToken"])

    assert len({token() for _ in range(5)}) == 5
    assert 1 <= len(token()) <= 36
    assert token(ClientRequestToken="own") == "own"


def test_an_operation_of_another_host_is_refused() -> None:
    assert {(service, each.name) for service, each in operations() if each.static_context_parameters} == _OTHER_HOSTS
    with pytest.raises(NotImplementedError, match="no SearchVectors of dynamodb: use boto3 for it"):
        Client("dynamodb").search_vectors(TableName="movies")


@pytest.mark.parametrize("value", [Decimal("8.7"), {1, 2}, object()])
def test_a_value_that_is_not_json_is_a_type_error(value: Any) -> None:
    with pytest.raises(TypeError, match="isn't JSON"):
        Client("dynamodb").put_item(TableName="movies", Item={"rating": value})


ITEMS: list[dict[str, Any]] = [
    {},
    {"id": {"S": "é"}, "rating": {"N": "8.7"}, "seen": {"BOOL": True}, "none": {"NULL": True}},
    {"B": {"S": "a name of an attribute"}, "BS": {"L": [{"S": "x"}]}},
    {"cover": {"B": "aGVsbG8="}, "parts": {"BS": ["AA==", "/w=="]}, "m": {"M": {"B": {"B": "aGk="}}}},
]


@pytest.mark.parametrize("item", ITEMS)
def test_a_response_is_the_one_of_boto3(server: Script, item: dict[str, Any]) -> None:
    server.actions = [http(200, json.dumps({"Item": item}).encode(), x_amzn_RequestId="the-id")]
    arguments: dict[str, Any] = {"TableName": "movies", "Key": {"id": {"S": "1"}}}
    expected = botocore_client("dynamodb", url=server.url).get_item(**arguments)
    found = Client("dynamodb", endpoint_url=server.url).get_item(**arguments)
    assert found["Item"] == expected["Item"]
    for name in ("RequestId", "HTTPStatusCode", "RetryAttempts"):
        assert found["ResponseMetadata"][name] == expected["ResponseMetadata"][name]


def test_an_empty_response_has_no_members(server: Script) -> None:
    server.actions = [http(200)]
    assert list(Client("sqs", endpoint_url=server.url).delete_message(QueueUrl="q")) == ["ResponseMetadata"]
