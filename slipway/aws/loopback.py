"""HTTP requests to the local AWS."""

from typing import TYPE_CHECKING, Any

from slipway.errors import SlipwayError

if TYPE_CHECKING:
    import requests


def get(
    url: str,
    secret_access_key: str | None = None,
    *,
    timeout: float,
    **options: Any,  # noqa: ANN401 - of requests
) -> "requests.Response":
    """Send a GET request to this machine, without a proxy.

    Args:
        url: URL on a loopback address.
        secret_access_key: key of an account's root user, required by administrative paths of the local AWS.
        timeout: seconds to connect, and between two parts of the response.
        **options: options of ``requests.get``.

    Raises:
        SlipwayError: there is no response.
    """
    return _request("GET", url, secret_access_key, timeout, **options)


def post(url: str, secret_access_key: str, *, timeout: float) -> "requests.Response":
    """Send a POST request without a body to an administrative path of the local AWS; as `get`."""
    return _request("POST", url, secret_access_key, timeout)


def _request(
    method: str,
    url: str,
    secret_access_key: str | None,
    timeout: float,
    **options: Any,  # noqa: ANN401 - of requests
) -> "requests.Response":
    import requests  # noqa: PLC0415 - a slow import, and few commands send such a request

    with requests.Session() as session:
        session.trust_env = False
        if secret_access_key:
            session.headers["Authorization"] = f"Bearer {secret_access_key}"
        try:
            return session.request(method, url, timeout=timeout, **options)
        except requests.Timeout as error:
            raise SlipwayError(f"{method} {url} got no response within {timeout} s") from error
        except requests.RequestException as error:
            raise SlipwayError(f"{method} {url} got no response: the connection failed") from error
