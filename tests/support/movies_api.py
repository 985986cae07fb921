"""A fake of the movies API, whose responses are checked against docs/openapi.json."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from http_servers import served
from openapi_document import broken_promises


def movie(number: int, **changes: Any) -> dict[str, Any]:
    """Return a movie in the format of the API."""
    return {"id": str(number), "title": f"Movie {number}", "rating": 7.5, "genres": ["Drama"]} | changes


class MoviesApi:
    """The responses of the API, which may be changed while the page is open.

    Attributes:
        url: URL of the stage.
        movies: the stored movies.
        status: 200, or the status of an error.
        answers: while it is cleared, requests wait.
        requests: the queries so far.
        broken_promises: the differences between responses and document so far.
    """

    def __init__(self) -> None:
        self.url = ""
        self.movies: list[dict[str, Any]] = []
        self.status = 200
        self.answers = threading.Event()
        self.answers.set()
        self.requests: list[dict[str, list[str]]] = []
        self.broken_promises: list[str] = []

    def answer(self, query: dict[str, list[str]]) -> Any:
        """Return the body for a query."""
        self.requests.append(query)
        self.answers.wait(timeout=30)
        if self.status != 200:
            return {"message": "Something went wrong.", "requestId": "e43fa71b"}
        first, size = int(query.get("cursor", ["0"])[0]), int(query.get("limit", ["20"])[0])
        end = first + size
        return {"movies": self.movies[first:end], "nextCursor": str(end) if end < len(self.movies) else None}


@contextmanager
def movies_api() -> Iterator[MoviesApi]:
    """Run an API until the block ends; browsers of every origin may read from it."""
    api = MoviesApi()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            body = json.dumps(api.answer(parse_qs(url.query)))
            headers = {"Content-Type": "application/json", "x-correlation-id": "1", "Access-Control-Allow-Origin": "*"}
            path = url.path.removeprefix("/live")
            api.broken_promises += broken_promises(path, "get", api.status, headers, body)
            self.send_response(api.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            pass

    with served(Handler) as origin:
        api.url = f"{origin}/live"
        yield api
