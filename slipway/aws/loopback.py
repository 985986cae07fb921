"""HTTP to the local AWS."""

from typing import Any

import requests

from slipway.errors import SlipwayError


def get(url: str, secret_access_key: str | None = None, *, timeout: float, **options: Any) -> requests.Response:  # noqa: ANN401 - as requests takes them
    """Return what answers on this machine, whatever proxy the environment names for others.

    Args:
        url: on a loopback address.
        secret_access_key: of an account's root, which an administrative path of the local AWS needs.
        timeout: seconds to connect, and between two parts of the answer.
        **options: of ``requests.get``.

    Raises:
        SlipwayError: nothing answers.
    """
    with requests.Session() as session:
        session.trust_env = False
        if secret_access_key:
            session.headers["Authorization"] = f"Bearer {secret_access_key}"
        try:
            return session.get(url, timeout=timeout, **options)
        except requests.Timeout as error:
            raise SlipwayError(f"GET {url} isn't answered within {timeout} s") from error
        except requests.RequestException as error:
            raise SlipwayError(f"GET {url} isn't answered: there is no connection, or it broke") from error
