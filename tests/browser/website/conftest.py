from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from movies_api import movie, movies_api
from website import Build, document, version, website

SCREENSHOTS = Path(__file__).parents[3] / "build" / "screenshots"
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
_REPORT_VIOLATIONS = "addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.blockedURI}`))"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Give a build of which every artifact is there; each test builds it with its API's URL."""
    build = Build(tmp_path_factory.mktemp("website"))
    for name, versions in VERSIONS.items():
        build.write(name, document(name, *versions))
    return build


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
def site(built, api):
    built.environment["MOVIES_API_URL"] = api.url
    run = built.run()
    assert run.returncode == 0, run.stderr
    with website(built.site, urlsplit(api.url)._replace(path="").geturl()) as url:
        yield url


@pytest.fixture
def visit(browser, api, site):
    """Open the site in a window of its own; whatever the console complains of fails the test, but the API's errors."""

    @contextmanager
    def open_page(**settings):
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | settings
        )
        page, complaints = context.new_page(), []

        def note(message):
            if message.type in ("error", "warning") and not message.location["url"].startswith(api.url):
                complaints.append(message.text)

        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.add_init_script(_REPORT_VIOLATIONS)
        page.goto(site)
        yield page
        context.close()
        assert complaints == []

    return open_page


@pytest.fixture
def screenshot():
    """Keep a picture of the whole page in ``build/screenshots``."""

    def take(page, name):
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True, animations="disabled")

    return take
