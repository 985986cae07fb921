"""Clients of AWS without boto3, with the limits of `runtime.aws`."""

from aws_client.client import Client
from runtime.aws import ATTEMPTS, CONNECT_TIMEOUT, READ_TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def client(
    service: str,
    *,
    attempts: int = ATTEMPTS,
    retry: "Callable[[Mapping[str, Any]], bool]" = lambda _response: False,
) -> Client:
    """Return a client of a service.

    Create it at import, in Lambda's init phase, which has more CPU: it lasts as long as the execution environment.

    Args:
        service: its name in boto3.
        attempts: 1 for calls that aren't idempotent: when a response is lost, the call may have succeeded.
        retry: see `aws_client.client.Client`.

    Raises:
        ValueError: `aws_client` doesn't have the service.
    """
    return Client(service, connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT, attempts=attempts, retry=retry)
