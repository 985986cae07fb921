"""Each error of the build is one line: where it is, and what to do."""

import pytest
from website import document, version


@pytest.mark.parametrize("name", ["recommendation", "search", "similarity"])
def test_a_missing_artifact(name, build, error):
    del build.environment[f"CODEBUILD_SRC_DIR_{name}"]
    assert f"CODEBUILD_SRC_DIR_{name} is not set: declare the input artifact '{name}'" in error()


def test_a_missing_document(build, error):
    build.path("search").unlink()
    assert f"{build.path('search')}: is missing; the artifact's zip must contain it at its root" in error()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000], ids=["empty", "cut", "utf-16", "deep"])
def test_a_document_that_is_not_json(content, build, error):
    build.path("search").write_bytes(content)
    assert "search.json: is not JSON in UTF-8: " in error()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "the document must be an object"),
        ({"schema_version": 1, "type": "search"}, "the document lacks versions"),
        (document("search") | {"extra": 1}, "the document has the unknown key extra"),
        (document("search") | {"schema_version": 2}, "schema_version is 2; this build reads 1"),
        (document("similarity"), "type is 'similarity' in the document of 'search'"),
        (document("search") | {"versions": {}}, "versions must be a list"),
        (document("search", version(), "bm25"), "versions[1] must be an object"),
        (document("search", version() | {"phase": "x"}), "versions[0] has the unknown key phase"),
        (document("search", {"algorithm": "a", "version": "1"}), "versions[0] lacks completed_at, description, sequen"),
        (document("search", version(title=None)), "versions[0].title must be a string, not null"),
        (document("search", version(version=" ")), "versions[0].version must not be empty"),
        (document("search", version(algorithm="")), "versions[0].algorithm must not be empty"),
        (document("search", version(completed_at="yesterday")), "versions[0].completed_at must be a time like"),
        (document("search", version(completed_at="2026-11-20T09:15:00")), "versions[0].completed_at must be a time"),
        (document("search", version(completed_at="2026-11-20T09:15:00+01:00")), "versions[0].completed_at must be"),
        (document("search", version(), version(title="other")), "versions contains bm25 1.4.0 more than once"),
    ],
)
def test_an_invalid_document(content, message, build, error):
    build.write("search", content)
    assert f"{build.path('search')}: {message}" in error()


@pytest.mark.parametrize("url", ["api.example.com", "javascript:alert(1)", "https://", "https://api.example.com/?x=1"])
def test_an_invalid_api_url(url, build, error):
    build.environment["MOVIES_API_URL"] = url
    assert f"MOVIES_API_URL is '{url}'; write the URL of the API's stage, https://<host>/<stage>" in error()


def test_a_page_that_refers_to_a_missing_asset(build, error):
    page = build.directory / "repository/apps/website/pages/404.html"
    page.write_text(page.read_text().replace("assets/site.css", "assets/sight.css"))
    assert "404.html refers to sight.css, which is not in " in error()


def test_scripts_that_import_each_other(build, error):
    with (build.directory / "repository/apps/website/pages/assets/api.js").open("a") as file:
        file.write('import "./main.js";\n')
    assert "refers to main.js, which refers back to it" in error()
