"""Has `aws_client` call moto, in the process, as moto has botocore call it."""

from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from moto.core.models import botocore_stubber


class MotoConnection:
    """In the place of `aws_client.connection.Connection`."""

    is_reusable = False

    def __init__(self, host: str, _port: int, tls: object, *_timeouts: float) -> None:
        self._origin = f"{'https' if tls else 'http'}://{host}"

    def exchange(self, head: bytes, body: bytes, **_: bool) -> Any:
        """Return the response of moto."""
        from aws_client.connection import Response  # the tests import the libs again for each app

        line, *lines = head.decode().rstrip("\r\n").split("\r\n")
        method, target, _version = line.split(" ")
        headers = {name: value.encode() for name, _, value in (each.partition(": ") for each in lines)}
        request = AWSPreparedRequest(method, self._origin + target, headers, body, False)
        answer = botocore_stubber("before-send.service.Operation", request)
        return Response(
            answer.status_code,
            {name.lower(): str(value) for name, value in answer.headers.items()},
            answer.content,
        )

    def close(self) -> None:
        """Do nothing."""
