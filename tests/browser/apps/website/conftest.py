import json
from functools import partial
from urllib.parse import urlsplit

import pytest
from browsing import keep_screenshot, visited
from movies_api import movie, movies_api
from website import Build, document, version, website

VERSIONS = {
    "recommendation": [
        version(
            algorithm="matrix-factorisation",
            version="2.1.0",
            title="Matrix factorisation",
            description="Learns what viewers and movies have in common from past ratings.",
            completed_at="2026-11-18T16:40:00Z",
        ),
        version(algorithm="popularity", version="1.0.3", title="Popularity", description="What most people rate well."),
    ],
    "search": [version()],
    "similarity": [],
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A build of which every artifact is there, and which has no settings; it hasn't run."""
    build = Build(tmp_path_factory.mktemp("website"))
    for name, versions in VERSIONS.items():
        build.write(name, document(name, *versions))
    del build.environment["MOVIES_API_URL"]
    build.environment |= {
        "CODEBUILD_RESOLVED_SOURCE_VERSION": "0123456789abcdef",
        "CODEBUILD_START_TIME": "1795910400123",
    }
    return build


@pytest.fixture(scope="module")
def build(sources):
    """``build()`` builds the site again, from other documents than those of the tests before."""

    def build():
        run = sources.run()
        assert run.returncode == 0, run.stderr

    build()
    return build


@pytest.fixture
def publish(sources, build):
    """``publish(url)`` adds the settings with the URL of an API to the site, as the action deploy-site does."""
    return lambda url: (sources.site / "config.json").write_text(json.dumps({"moviesApiUrl": url}))


@pytest.fixture
def api():
    with movies_api() as api:
        api.movies = [
            movie(1, title="The Matrix", rating=8.7, genres=["Action", "Sci-Fi"]),
            movie(2, title="Spirited Away", rating=8.6, genres=["Animation", "Adventure", "Family"]),
            movie(3, title="Portrait of a Lady on Fire", rating=8.1, genres=["Drama", "Romance"]),
        ]
        yield api
        api.answers.set()
        assert api.broken_promises == []


@pytest.fixture
def site(sources, api, publish):
    publish(api.url)
    with website(sources.site, urlsplit(api.url)._replace(path="").geturl()) as url:
        yield url


@pytest.fixture
def visit(browser, api, site):
    """``with visit(…) as page:`` opens the site; the API's errors don't fail the test, all others do."""
    return partial(visited, browser, site, unreliable=api.url)


@pytest.fixture
def screenshot():
    """``screenshot(page, name)`` keeps a picture of the whole page."""
    return keep_screenshot
