import pytest
from aws_oracle import Script, http

from aws_client.client import Client
from aws_client.errors import ClientError, NoResponseError, error_for, exceptions


def test_an_error_has_the_class_of_its_code(server: Script) -> None:
    dynamodb = Client("dynamodb", endpoint_url=server.url)
    server.actions = [http(400, b'{"__type": "x#ConditionalCheckFailedException", "Item": {"id": {"S": "1"}}}')]
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException) as caught:
        dynamodb.put_item()
    assert type(caught.value) is exceptions.ConditionalCheckFailedException
    assert not isinstance(caught.value, exceptions.ResourceNotFoundException)
    assert isinstance(caught.value, ClientError)
    assert caught.value.response["Item"] == {"id": {"S": "1"}}


@pytest.mark.parametrize("code", ["AWS.SimpleQueueService.NonExistentQueue", "404", "", "a b"])
def test_another_code_than_a_name_is_a_client_error(code: str) -> None:
    assert type(error_for({"Error": {"Code": code}}, "SendMessage")) is ClientError


def test_sqs_has_the_codes_of_its_former_protocol(server: Script) -> None:
    header = "AWS.SimpleQueueService.NonExistentQueue;Sender"
    server.actions = [http(400, b'{"__type": "x#QueueDoesNotExist", "message": "no"}', x_amzn_query_error=header)]
    with pytest.raises(ClientError) as caught:
        Client("sqs", endpoint_url=server.url).send_message()
    assert caught.value.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert b"x-amzn-query-mode: true" in server.requests[0]


def test_a_private_name_is_neither_a_code_nor_an_operation() -> None:
    with pytest.raises(AttributeError):
        exceptions._private  # noqa: B018
    with pytest.raises(AttributeError):
        Client("dynamodb")._private  # noqa: B018


def test_a_lost_response_is_an_oserror_that_says_where_and_why() -> None:
    error = NoResponseError("https://example.com", TimeoutError("timed out"))
    assert isinstance(error, OSError)
    assert str(error) == "no response from https://example.com: TimeoutError: timed out"
    assert error.is_timeout
    assert not NoResponseError("https://example.com", ConnectionResetError()).is_timeout
