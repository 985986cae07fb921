"""Requests of Docker to a registry need a token of GetAuthorizationToken, as the user ``AWS`` with a password.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html

MiniStack answers them without credentials, so that another user of the machine could read, replace and delete images,
and every token is the same. A token is for the repositories of its account here; on AWS also for those whose policy
allows it, and only as far as the caller's own permissions go.
"""

import base64
import binascii
import functools
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region, set_request_account_id
from ministack.services import ecr

from slipway_emulator.responses import Response

_REALM = 'Basic realm="https://{}.dkr.ecr.{}.amazonaws.com/",service="ecr.amazonaws.com"'
_Handle = Callable[..., Awaitable[Response]]
# Of the accounts. A token is valid until this process ends; on AWS for 12 hours.
_passwords: dict[str, str] = {}


def apply() -> None:
    """Wrap the handler of the registry's requests, and the operation that gives the token."""
    handle: _Handle = ecr.handle_registry_request
    get_token = ecr._get_authorization_token

    @functools.wraps(handle)
    async def handle_registry_request(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query_params: Mapping[str, Any]
    ) -> Response:
        host = next((value for name, value in headers.items() if name.lower() == "host"), None)
        named = ecr._registry_scope_hint(host) or ecr._registry_scope_hint(ecr._query_first(query_params, "ns"))
        account = _account_of(headers)
        if account is None or (named and named[0] != account):
            realm = _REALM.format(*(named or (get_account_id(), get_region())))
            return 401, {"Content-Type": "text/plain; charset=utf-8", "WWW-Authenticate": realm}, b"Not Authorized\n"
        set_request_account_id(account)
        return await handle(method, path, headers, body, query_params)

    @functools.wraps(get_token)
    def get_authorization_token(data: Mapping[str, Any]) -> Response:
        status, headers, body = get_token(data)
        answer = json.loads(body)
        password = _passwords.setdefault(get_account_id(), secrets.token_urlsafe(32))
        answer["authorizationData"][0]["authorizationToken"] = base64.b64encode(f"AWS:{password}".encode()).decode()
        return status, headers, json.dumps(answer).encode()

    ecr.handle_registry_request = handle_registry_request
    ecr._get_authorization_token = get_authorization_token


def _account_of(headers: Mapping[str, str]) -> str | None:
    """Return the account whose password a request has; None if it has none."""
    given = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    kind, _, token = given.partition(" ")
    try:
        user, _, password = base64.b64decode(token).partition(b":")
    except binascii.Error:
        return None
    if kind.lower() != "basic" or user != b"AWS":
        return None
    found = [account for account, known in _passwords.items() if secrets.compare_digest(password, known.encode())]
    return next(iter(found), None)
