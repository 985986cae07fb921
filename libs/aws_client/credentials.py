"""Credentials, from where Lambda puts them."""

import os

from aws_client.errors import NoCredentialsError


class Credentials:
    """Credentials that sign requests.

    Attributes:
        access_key: the access key id.
        secret_key: the secret access key.
        token: the session token; empty for a user's key.
    """

    def __init__(self, access_key: str, secret_key: str, token: str = "") -> None:
        self.access_key = access_key
        self.secret_key = secret_key
        self.token = token


def from_environment() -> Credentials:
    """Return the credentials in the environment variables, which Lambda sets to those of the function's role.

    They are read for each call, so a client doesn't keep those that a snapshot of the function was made with.

    Raises:
        NoCredentialsError: the variables aren't set.
    """
    access_key, secret_key = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if access_key and secret_key:
        return Credentials(access_key, secret_key, os.environ.get("AWS_SESSION_TOKEN", ""))
    if uri := os.environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI"):
        from aws_client.container import from_container  # noqa: PLC0415 - only functions with SnapStart need it

        return from_container(uri)
    raise NoCredentialsError("no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY aren't set")
