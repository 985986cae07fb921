"""Builds the site in ``build/website``: ``python3 apps/website/build.py``. Needs only Python 3.11 or newer.

It reads these environment variables, which CodeBuild sets:

- ``MOVIES_API_URL``: the movies API's stage, e.g. ``https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live``.
  Without it the build has no ``config.json``: the action deploy-site publishes one for each stage.
- ``CODEBUILD_SRC_DIR_recommendation``, ``…_search`` and ``…_similarity``: folders that contain ``<type>.json``.
- ``CODEBUILD_RESOLVED_SOURCE_VERSION`` and ``CODEBUILD_START_TIME``, for the footer: the commit, and the time of the
  build in milliseconds since 1970. The footer shows what is set.

It writes pages (``*.html``), ``config.json`` with the API's URL, which the page reads, and ``assets/*``. Assets can be
cached indefinitely, since changed content has another name; all others must be revalidated. The same input gives the
same bytes. URLs are relative to the page, because the site may be served below a path. Those in ``404.html`` begin at
the root, because CloudFront serves that page for any path.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import algorithms
import sections
from algorithms import BuildError
from assets import Assets

SOURCE = Path(__file__).parent / "pages"
TARGET = Path(__file__).parents[2] / "build" / "website"


def build(environment: Mapping[str, str], target: Path = TARGET) -> None:
    """Write the site to a folder, and replace the folder's content.

    Raises:
        BuildError: an environment variable or a metadata document is missing or invalid.
    """
    url = _api_url(environment)
    config = {"config.json": json.dumps({"moviesApiUrl": url}).encode()} if url else {}
    found = "\n".join(sections.section(name, algorithms.read(environment, name)) for name in algorithms.TYPES)
    assets = Assets(SOURCE / "assets")
    templates = {
        page.name: assets.resolve(page.read_text(encoding="utf-8"), page.name) for page in SOURCE.glob("*.html")
    }
    parts = {"algorithms": found, "build": sections.build(*_commit_and_time(environment))}
    pages = {name: Template(template).substitute(parts).encode() for name, template in templates.items()}
    _write(target, config | pages | {f"assets/{name}": content for name, content in assets.files.items()})


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    shutil.rmtree(target, ignore_errors=True)
    (target / "assets").mkdir(parents=True)
    for name, content in files.items():
        (target / name).write_bytes(content)


def _api_url(environment: Mapping[str, str]) -> str:
    url = environment.get("MOVIES_API_URL", "")
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise BuildError(f"MOVIES_API_URL is {url!r}; write the URL of the API's stage, https://<host>/<stage>")
    return url.rstrip("/")


def _commit_and_time(environment: Mapping[str, str]) -> tuple[str, datetime | None]:
    started = environment.get("CODEBUILD_START_TIME", "")
    if started and not (started.isascii() and started.isdigit()):
        raise BuildError(f"CODEBUILD_START_TIME is {started!r}; write the milliseconds since 1970")
    time = datetime.fromtimestamp(int(started) / 1000, UTC) if started else None
    return environment.get("CODEBUILD_RESOLVED_SOURCE_VERSION", ""), time


def main() -> int:
    """Build the site. Print an error in one line, and return the exit code."""
    try:
        build(os.environ)
    except BuildError as error:
        print(f"website: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
