"""A distribution is served to everyone, here at ``/_aws/cloudfront/<id>/<path>``, as if requested over HTTPS.

On AWS it is served at ``https://<label>.cloudfront.net/<path>``, to clients without an account:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LinkFormat.html

MiniStack finds a distribution by the ``Host`` header, which a browser on this machine can't send because the
name doesn't resolve. It finds only those of its default account, and redirects viewers to HTTPS, which it doesn't
serve.

The label works in place of the id, so AWS's URL can be translated without knowing the id. A page's request for the
root of the host, which on AWS is the distribution's root, is redirected below the distribution's path.
"""

import functools
import re
from typing import Any

from ministack import app as ministack_app
from ministack.core.responses import set_request_account_id
from ministack.services import cloudfront

_PATH = re.compile(r"(?P<prefix>/_aws/cloudfront/(?P<name>[A-Za-z0-9]+))(?P<path>/.*)?", re.DOTALL)
_REFERER = re.compile(r"https?://(?P<host>[^/]+)(?P<prefix>/_aws/cloudfront/[A-Za-z0-9]+)/")
_OVERRIDDEN_HEADERS = (b"host", b"x-forwarded-proto")


def apply() -> None:
    """Wrap the ASGI application."""
    handle = ministack_app.app

    @functools.wraps(handle)
    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's callables
        match = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if not match:
            if location := _location_below_page(scope):
                await _respond(send, 307, "", (b"location", location))
            else:
                await handle(scope, receive, send)
        elif not (found := _find(match["name"])):
            await _respond(send, 404, f"there is no CloudFront distribution {match['name']}")
        elif not match["path"]:
            # AWS's URLs always have a path, which the page's links are relative to.
            await _respond(send, 301, "", (b"location", f"{match['prefix']}/".encode()))
        else:
            account_id, domain = found
            set_request_account_id(account_id)
            await handle(_request_to_domain(scope, match["prefix"], domain), receive, send)

    ministack_app.app = app


def _location_below_page(scope: dict[str, Any]) -> bytes | None:
    """Return the location of a page's request for the host's root; None if no distribution's page sent it."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"].startswith("/_"):
        return None
    headers = dict(scope["headers"])
    referer = _REFERER.match(headers.get(b"referer", b"").decode("latin-1"))
    if not referer or referer["host"].encode("latin-1") != headers.get(b"host"):
        return None
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    return referer["prefix"].encode() + bytes(scope["raw_path"]) + query


def _find(name: str) -> tuple[str, str] | None:
    """Return the account and the domain of a distribution, by its id or its domain's label."""
    for (account_id, distribution_id), distribution in list(cloudfront._distributions._data.items()):
        domain = distribution["DomainName"]
        if name in (distribution_id, domain.partition(".")[0]):
            return account_id, domain
    return None


def _request_to_domain(scope: dict[str, Any], prefix: str, domain: str) -> dict[str, Any]:
    """Return the request as it would reach AWS."""
    headers = [header for header in scope["headers"] if header[0].lower() not in _OVERRIDDEN_HEADERS]
    return {
        **scope,
        "path": scope["path"].removeprefix(prefix),
        "raw_path": scope["raw_path"].removeprefix(prefix.encode()),
        "headers": [(b"host", domain.encode()), (b"x-forwarded-proto", b"https"), *headers],
    }


async def _respond(send: Any, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:  # noqa: ANN401 - ASGI's
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [plain, *headers]})
    await send({"type": "http.response.body", "body": text.encode()})
