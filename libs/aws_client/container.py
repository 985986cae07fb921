"""Credentials of a function with SnapStart, which gets none in its environment variables.

https://docs.aws.amazon.com/lambda/latest/dg/snapstart-activate.html and
https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
"""

import calendar
import json
import os
import time
from urllib.parse import urlsplit

from aws_client.connection import Connection
from aws_client.credentials import Credentials
from aws_client.errors import NoCredentialsError
from aws_client.tls import tls_context

_TIMEOUT = 2  # seconds; the answer comes from the same machine
_EARLY = 5 * 60  # seconds before their end in which credentials are renewed
_LOCAL = {"127.0.0.1", "localhost", "::1", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"}

_cached: dict[str, tuple[Credentials, float]] = {}


def from_container(url: str) -> Credentials:
    """Return the credentials that a URL of the execution environment returns, until shortly before their end.

    Raises:
        NoCredentialsError: the URL isn't local, or returns none.
    """
    if url in _cached and time.time() < _cached[url][1] - _EARLY:
        return _cached[url][0]
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        raise NoCredentialsError(f"AWS_CONTAINER_CREDENTIALS_FULL_URI is {url!r}, which is neither local nor https")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    head = f"GET {target} HTTP/1.1\r\nhost: {parts.netloc}\r\naccept: application/json\r\n{_authorization()}\r\n"
    try:
        tls = tls_context(None) if parts.scheme == "https" else None
        connection = Connection(str(parts.hostname), port, tls, _TIMEOUT, _TIMEOUT)
        try:
            response = connection.exchange(head.encode(), b"", has_response_body=True)
        finally:
            connection.close()
        found = json.loads(response.body)
        credentials = Credentials(found["AccessKeyId"], found["SecretAccessKey"], found.get("Token", ""))
        end = calendar.timegm(time.strptime(found["Expiration"][:19], "%Y-%m-%dT%H:%M:%S"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoCredentialsError(f"no credentials from {url}: {type(error).__name__}: {error}") from error
    _cached[url] = credentials, end
    return credentials


def forget() -> None:
    """Forget the credentials, so that the next call gets those of this copy of a snapshot."""
    _cached.clear()


def _authorization() -> str:
    token = os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "").strip()
    if path := os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"):
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib isn't imported otherwise
            token = file.read().strip()
    if "\r" in token or "\n" in token:
        raise NoCredentialsError("AWS_CONTAINER_AUTHORIZATION_TOKEN must not have a line break")
    return f"authorization: {token}\r\n" if token else ""
