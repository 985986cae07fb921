"""The site as the pipeline's build makes it, and a server that gives it out as CloudFront does."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

from http_servers import served

_APP = Path(__file__).parents[2] / "apps" / "website"
TYPES = ("recommendation", "search", "similarity")


def version(**changes: str) -> dict[str, str]:
    """Return an entry of a metadata document's ``versions``."""
    return {
        "algorithm": "bm25",
        "version": "1.4.0",
        "title": "Okapi BM25",
        "description": "Ranks titles by the words of the query.",
        "completed_at": "2026-11-20T09:15:00Z",
        "sequence_number": "111",
    } | changes


def document(algorithm_type: str, *versions: Any) -> dict[str, Any]:
    """Return a metadata document."""
    return {"schema_version": 1, "type": algorithm_type, "versions": list(versions)}


class Build:
    """A repository that holds the site, the other input artifacts beside it, and the build's environment."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.site = directory / "repository" / "build" / "website"
        shutil.copytree(
            _APP, directory / "repository" / "apps" / "website", ignore=shutil.ignore_patterns("__pycache__")
        )
        self.environment = {"PATH": os.environ["PATH"], "MOVIES_API_URL": "https://api.example.com/live"}
        for name in TYPES:
            self.environment[f"CODEBUILD_SRC_DIR_{name}"] = str(directory / name)
            self.write(name, document(name))

    def write(self, algorithm_type: str, content: Any) -> None:
        """Write a type's metadata document, any JSON value."""
        (self.directory / algorithm_type).mkdir(exist_ok=True)
        self.path(algorithm_type).write_text(json.dumps(content))

    def path(self, algorithm_type: str) -> Path:
        """Return where a type's metadata document is."""
        return self.directory / algorithm_type / f"{algorithm_type}.json"

    def run(self) -> subprocess.CompletedProcess[str]:
        """Build as the buildspec does."""
        command = [sys.executable, "-B", "apps/website/build.py"]
        return subprocess.run(
            command,
            cwd=self.directory / "repository",
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def website(site: Path, api_origin: str) -> Iterator[str]:
    """Serve a built site below a path until the block ends, with the strictest policy it works with; yields its URL."""
    policy = (
        f"default-src 'self'; connect-src 'self' {api_origin}; base-uri 'none'; form-action 'none'; object-src 'none'"
    )

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix("/below/a/path"))

        def __init__(self, *arguments: Any, **keywords: Any) -> None:
            super().__init__(*arguments, directory=str(site), **keywords)

        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            self.send_header("X-Content-Type-Options", "nosniff")
            super().end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with served(Handler) as origin:
        yield f"{origin}/below/a/path/"
