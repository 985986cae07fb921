import subprocess
import sys
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest

import aws_client.errors
from runtime.errors import code_of, error_codes, is_conflict, is_lost, is_malformed, is_of_the_client, response_of

REJECTED: Any = {"Error": {"Code": "ValidationException", "Message": ""}}
LOST = [
    aws_client.errors.NoResponseError("https://example.com", TimeoutError()),
    botocore.exceptions.EndpointConnectionError(endpoint_url="https://example.com"),
    botocore.exceptions.ReadTimeoutError(endpoint_url="https://example.com"),
]
OF_THE_CLIENT = [aws_client.errors.NoCredentialsError(), botocore.exceptions.NoCredentialsError()]


class HttpLibraryError(Exception):
    response = object()


@pytest.mark.parametrize("errors", [aws_client.errors, botocore.exceptions], ids=lambda module: module.__name__)
def test_a_rejected_call_is_recognized_of_both_clients(errors: Any) -> None:
    error = errors.ClientError(REJECTED, "PutItem")
    assert response_of(error) == REJECTED
    assert code_of(error) == "ValidationException"
    assert not is_of_the_client(error)


@pytest.mark.parametrize("error", [KeyError("id"), HttpLibraryError(), *LOST, *OF_THE_CLIENT], ids=repr)
def test_another_error_has_no_response(error: Exception) -> None:
    assert (response_of(error), code_of(error)) == (None, None)
    assert is_lost(error) == (error in LOST)
    assert is_of_the_client(error) == (error in [*LOST, *OF_THE_CLIENT])
    assert not is_malformed(error)
    assert is_malformed(botocore.exceptions.ParamValidationError(report="x"))


def test_no_client_is_imported_to_recognize_an_error() -> None:
    program = """
import sys
from runtime.errors import is_lost, is_malformed, is_of_the_client
assert not (is_lost(OSError()) or is_malformed(OSError()) or is_of_the_client(OSError()))
assert not {"aws_client", "botocore"} & sys.modules.keys()
"""
    libs = str(Path(__file__).parents[4] / "libs")
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": libs})


@pytest.mark.parametrize(
    ("response", "codes", "conflict"),
    [
        ({"Error": {"Code": "A"}}, {"A"}, False),
        ({"Error": {"Code": "TransactionConflictException"}}, {"TransactionConflictException"}, True),
        (REJECTED | {"CancellationReasons": [{"Code": "None"}, {"Code": "B"}, {}]}, {"B"}, False),
        (REJECTED | {"CancellationReasons": [{"Code": "TransactionConflict"}]}, {"TransactionConflict"}, True),
        (REJECTED | {"CancellationReasons": [{"Code": "None"}]}, {"ValidationException"}, False),
        ({}, {""}, False),
    ],
)
def test_the_codes_of_a_canceled_transaction_are_its_reasons(response: Any, codes: set[str], *, conflict: bool) -> None:
    assert error_codes(response) == codes
    assert is_conflict(response) == conflict
