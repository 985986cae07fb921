"""GitHub's API as far as the workflows need it: outputs of a step, a comment of a pull request, an issue."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slipway.errors import SlipwayError

if TYPE_CHECKING:
    import requests

MAX_COMMENT = 65_000
"""Characters of a comment: GitHub's limit is 65,536, with the marker."""

_TIMEOUT = 30  # seconds until a response
_BOT = "Bot"  # the user type of a workflow's token


def is_actions_job() -> bool:
    """Return whether this is a step of a GitHub Actions job."""
    return bool(os.environ.get("GITHUB_OUTPUT"))


def set_output(name: str, value: str) -> None:
    """Set an output of the step; the value may have several lines."""
    end = f"end-{secrets.token_hex(16)}"  # random, so that no value can contain it and start another output
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.write(f"{name}<<{end}\n{value}\n{end}\n")


def add_to_job_summary(markdown: str) -> None:
    """Add Markdown to the summary on the run's page."""
    with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as file:
        file.write(markdown)


@dataclass(frozen=True)
class Repository:
    """A repository on GitHub.

    Attributes:
        url: URL of its API, e.g. ``https://api.github.com/repos/example/movies``.
        token: token of a workflow.
    """

    url: str
    token: str

    @classmethod
    def from_environment(cls) -> "Repository":
        """Return the job's repository.

        Raises:
            SlipwayError: this isn't a job, or has no ``GITHUB_TOKEN``.
        """
        names = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN")
        values = [os.environ.get(name, "") for name in names]
        if not all(values):
            missing = names[values.index("")]
            raise SlipwayError(f"{missing} is not set: run this in a job of GitHub Actions, with its token in env")
        return cls(f"{values[0]}/repos/{values[1]}", values[2])

    def upsert_comment(self, pull_request: int, marker: str, text: str) -> None:
        """Update the comment with the marker, or write it if there is none."""
        body = _marked(marker, text)
        for comment in self._pages(f"/issues/{pull_request}/comments"):
            if _has_marker(comment, marker):
                self._send("PATCH", f"/issues/comments/{comment['id']}", body=body)
                return
        self._send("POST", f"/issues/{pull_request}/comments", body=body)

    def upsert_issue(self, marker: str, title: str, text: str) -> None:
        """Update the open issue with the marker, or open one if there is none."""
        body = _marked(marker, text)
        if issue := self._open_issue(marker):
            self._send("PATCH", f"/issues/{issue['number']}", title=title, body=body)
        else:
            self._send("POST", "/issues", title=title, body=body)

    def close_issue(self, marker: str, comment: str) -> None:
        """Close the open issue with the marker, with a last comment; do nothing if there is none."""
        if issue := self._open_issue(marker):
            self._send("POST", f"/issues/{issue['number']}/comments", body=comment)
            self._send("PATCH", f"/issues/{issue['number']}", state="closed", state_reason="completed")

    def _open_issue(self, marker: str) -> dict[str, Any] | None:
        return next((issue for issue in self._pages("/issues?state=open") if _has_marker(issue, marker)), None)

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        url: str | None = f"{self.url}{path}{'&' if '?' in path else '?'}per_page=100"
        while url:
            response = self._request("GET", url)
            yield from response.json()
            url = response.links.get("next", {}).get("url")

    def _send(self, method: str, path: str, **content: str) -> None:
        self._request(method, f"{self.url}{path}", content)

    def _request(self, method: str, url: str, content: dict[str, str] | None = None) -> "requests.Response":
        import requests  # noqa: PLC0415 - a slow import, and few steps send a request

        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/vnd.github+json"}
        try:
            response = requests.request(method, url, json=content, headers=headers, timeout=_TIMEOUT)
        except requests.RequestException as error:
            raise SlipwayError(f"GitHub didn't respond to {method} {url}: {error}") from error
        if not response.ok:
            raise SlipwayError(f"GitHub answered {response.status_code} to {method} {url}: {response.text[:200]}")
        return response


def _marked(marker: str, text: str) -> str:
    return f"<!-- {marker} -->\n{text}"


def _has_marker(item: dict[str, Any], marker: str) -> bool:
    """Return whether a workflow wrote it with the marker; anyone can write a marker, so the author counts too."""
    return (item["user"] or {}).get("type") == _BOT and (item["body"] or "").startswith(f"<!-- {marker} -->")
