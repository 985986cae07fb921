"""HTTP requests to the local AWS."""

from typing import Any

import requests

from slipway.errors import SlipwayError


def get(
    url: str,
    secret_access_key: str | None = None,
    *,
    timeout: float,
    **options: Any,  # noqa: ANN401 - of requests
) -> requests.Response:
    """Send a GET request to this machine, without a proxy.

    Args:
        url: on a loopback address.
        secret_access_key: of an account's root user, required by administrative paths of the local AWS.
        timeout: seconds to connect, and between two parts of the response.
        **options: of ``requests.get``.

    Raises:
        SlipwayError: there is no response.
    """
    with requests.Session() as session:
        session.trust_env = False
        if secret_access_key:
            session.headers["Authorization"] = f"Bearer {secret_access_key}"
        try:
            return session.get(url, timeout=timeout, **options)
        except requests.Timeout as error:
            raise SlipwayError(f"GET {url} got no response within {timeout} s") from error
        except requests.RequestException as error:
            raise SlipwayError(f"GET {url} got no response: the connection failed") from error
