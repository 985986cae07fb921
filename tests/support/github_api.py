"""A fake of GitHub's REST API for issues and comments, on a loopback port."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

_PAGE = 2  # items; small, so that few items need several pages
BOT = {"login": "github-actions[bot]", "type": "Bot"}


class GitHub:
    """The API of the repository ``example/movies``; tests may append to ``issues`` and ``comments``."""

    def __init__(self) -> None:
        self.issues: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> "GitHub":
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of a job."""
        return {"GITHUB_API_URL": self.url, "GITHUB_REPOSITORY": "example/movies", "GITHUB_TOKEN": "token"}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, method: str, path: str, content: dict[str, Any]) -> tuple[int, Any]:
        """Return status and body."""
        path = path.removeprefix("/repos/example/movies")
        if path == "/issues":
            return self._list_or_add(method, self.issues, {"state": "open", **content})
        if match := re.fullmatch(r"/issues/(\d+)/comments", path):
            return self._list_or_add(method, self.comments, {"issue": int(match[1]), **content})
        if match := re.fullmatch(r"/issues(/comments)?/(\d+)", path):
            items, key = (self.comments, "id") if match[1] else (self.issues, "number")
            item = next(item for item in items if item[key] == int(match[2]))
            item |= content
            return 200, item
        return 404, {"message": "Not Found"}

    def _list_or_add(self, method: str, items: list[dict[str, Any]], content: dict[str, Any]) -> tuple[int, Any]:
        if method == "GET":
            open_ones = [item for item in items if item.get("state", "open") == "open"]
            return 200, [item for item in open_ones if "issue" not in content or item["issue"] == content["issue"]]
        number = len(self.issues) + len(self.comments) + 1
        items.append({"id": number, "number": number, "user": BOT, **content})
        return 201, items[-1]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        github = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("GET")

            def do_POST(self) -> None:
                self._answer("POST")

            def do_PATCH(self) -> None:
                self._answer("PATCH")

            def _answer(self, method: str) -> None:
                url = urlsplit(self.path)
                size = int(self.headers.get("Content-Length") or 0)
                github.tokens.add(self.headers["Authorization"])
                status, body = github.answer(method, url.path, json.loads(self.rfile.read(size) or "{}"))
                self.send_response(status)
                if isinstance(body, list):
                    page = int(parse_qs(url.query).get("page", ["1"])[0])
                    if len(body) > page * _PAGE:
                        self.send_header("Link", f'<{github.url}{url.path}?page={page + 1}>; rel="next"')
                    body = body[(page - 1) * _PAGE : page * _PAGE]
                content = json.dumps(body).encode()
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
