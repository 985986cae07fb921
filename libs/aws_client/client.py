"""Calls of a service, as boto3's clients make them: ``Client("dynamodb").get_item(TableName=…, Key=…)``."""

import time
from functools import partial
from importlib import import_module

from aws_client import endpoints, errors, retries
from aws_client.connection import Response
from aws_client.signing import Scope
from aws_client.transport import Transport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from aws_client.credentials import Credentials
    from aws_client.request import Request

_SKEWED = {
    "InvalidSignatureException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
}


class Client:
    """Calls of one service. Threads can share it.

    Each operation is a method: ``get_item`` calls GetItem with its members as arguments, and returns the members of
    the response, with ``ResponseMetadata``. AWS checks the arguments, this class doesn't.

    Args:
        service: its name in boto3, one of `endpoints.SERVICES`.
        region: the region; empty for the environment's.
        endpoint_url: the URL; empty for the environment's, or AWS's own.
        credentials: credentials that sign the requests; None for the environment's at each call.
        connect_timeout: the longest time until a connection is made, in seconds.
        read_timeout: the longest time from a request to the end of its response, in seconds.
        attempts: how often a call is attempted at most, as `retries` says.
        retry: returns whether another error is retried too, by the response of its `ClientError`.
        ca_file: a PEM file with the certificate authorities; None for ``AWS_CA_BUNDLE``, or Amazon's and the
            system's.

    Raises:
        ValueError: the service is none of those, there is no region, or the endpoint isn't a URL of HTTP.

    Attributes:
        exceptions: the class of each error code, e.g. ``exceptions.ConditionalCheckFailedException``.
        endpoint_url: the URL.
    """

    exceptions = errors.exceptions

    def __init__(
        self,
        service: str,
        *,
        region: str = "",
        endpoint_url: str = "",
        credentials: "Credentials | None" = None,
        connect_timeout: float = 1,
        read_timeout: float = 3,
        attempts: int = 3,
        retry: "Callable[[Mapping[str, Any]], bool]" = lambda _response: False,
        ca_file: str | None = None,
    ) -> None:
        found = endpoints.find(service)
        region = region or endpoints.region_from_environment()
        configured = endpoint_url or endpoints.url_from_environment(found)
        self.endpoint_url = configured or endpoints.url_of_aws(found, region)
        scope = Scope(region, found.signing_name)
        self._transport = Transport(
            self.endpoint_url,
            scope,
            credentials,
            connect_timeout,
            read_timeout,
            ca_file,
            has_bucket_hosts=not configured,
        )
        self._service = found
        self._protocol: Any = import_module(f"aws_client.{found.protocol}")
        self._attempts = attempts
        self._retry = retry
        self._bucket = retries.TokenBucket()

    def __getattr__(self, name: str) -> "Callable[..., dict[str, Any]]":
        """Return the method of an operation."""
        if name.startswith("_"):
            raise AttributeError(name)
        method = partial(self._call, "".join(word.capitalize() for word in name.split("_")))
        setattr(self, name, method)
        return method

    def _call(self, operation: str, /, **arguments: "Any") -> "dict[str, Any]":  # noqa: ANN401 - members of any type
        """Call an operation, and repeat it while that may help.

        Raises:
            ClientError: AWS rejected the call, or failed. It has the class for its code.
            NoResponseError: AWS could not be reached, or its response was lost.
            NoCredentialsError: the environment has no credentials.
        """
        request = self._protocol.encode(self._service, operation, arguments)
        attempt, taken = 1, 0
        while True:
            response, error = self._attempt(request, operation, attempt)
            if response and not error:
                self._bucket.give_back(taken)
                return {**self._protocol.decode(response), "ResponseMetadata": _metadata(response, attempt)}
            pause = self._pause(response, error, attempt) if attempt < self._attempts else None
            if pause is None:
                raise error
            taken = self._bucket.take(is_timeout=isinstance(error, errors.NoResponseError) and error.is_timeout)
            if not taken:
                raise error
            time.sleep(pause)
            attempt += 1

    def _attempt(self, request: "Request", operation: str, attempt: int) -> "tuple[Response | None, Any]":
        """Return the response and the error, or None for each that isn't there."""
        try:
            response = self._transport.send(request)
        except OSError as error:
            return None, errors.NoResponseError(self.endpoint_url, error)
        if response.status > 300:
            members = self._protocol.decode_error(response)
            return response, errors.error_for({**members, "ResponseMetadata": _metadata(response, attempt)}, operation)
        if self._is_intact(response):
            return response, None
        return None, errors.NoResponseError(self.endpoint_url, ConnectionError("the checksum is another one"))

    def _is_intact(self, response: Response) -> bool:
        """Return whether a response has the checksum that DynamoDB sends with it."""
        expected = response.headers.get("x-amz-crc32")
        if expected is None or self._service.name != "dynamodb":
            return True
        from binascii import crc32  # noqa: PLC0415 - other services send none

        return str(crc32(response.body)) == expected

    def _pause(self, response: Response | None, error: Exception, attempt: int) -> float | None:
        """Return the seconds to wait before a retry; None if a retry would fail in the same way."""
        if response is None or not isinstance(error, errors.ClientError):
            return retries.pause_before(attempt)
        code = error.response["Error"]["Code"]
        if code in _SKEWED:
            return 0 if self._transport.corrects_clock(response) else None
        if retries.is_retryable(response.status, code) or self._retry(error.response):
            return retries.pause_before(attempt)
        return None


def _metadata(response: Response, attempt: int) -> "dict[str, Any]":
    headers = response.headers
    return {
        "RequestId": headers.get("x-amzn-requestid") or headers.get("x-amz-request-id", ""),
        "HTTPStatusCode": response.status,
        "HTTPHeaders": headers,
        "RetryAttempts": attempt - 1,
    }
