"""The host ``{id}.execute-api.{region}.amazonaws.com`` in a request leads to the API, as on AWS.

https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html

MiniStack knows ``{id}.execute-api.localhost`` only, and takes a request to AWS's host for one to its own APIs.
"""

import functools
import re
from collections.abc import Callable

from ministack import app

_Parse = Callable[[str, str], tuple[str, str, str] | None]
_HOST = re.compile(r"([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?::\d+)?", re.IGNORECASE | re.ASCII)


def apply() -> None:
    """Wrap the function that finds the API of a request."""
    parse: _Parse = app._parse_execute_api_url

    @functools.wraps(parse)
    def parse_execute_api_url(host: str, path: str) -> tuple[str, str, str] | None:
        found = _HOST.fullmatch(host)
        if not found:
            return parse(host, path)
        # Of an id in another form than MiniStack's there is no API, but the host is a public endpoint all the same.
        stage, _, rest = path.lstrip("/").partition("/")
        return found[1].lower(), stage or "$default", f"/{rest}"

    app._parse_execute_api_url = parse_execute_api_url
