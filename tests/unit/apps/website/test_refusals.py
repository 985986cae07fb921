"""What the build refuses, each in one line that says where and what to do."""

import pytest
from website import document, version


@pytest.mark.parametrize("name", ["recommendation", "search", "similarity"])
def test_an_artifact_that_the_pipeline_does_not_hand_in(name, build, refusal):
    del build.environment[f"CODEBUILD_SRC_DIR_{name}"]
    assert f"CODEBUILD_SRC_DIR_{name} is not set: declare the input artifact '{name}'" in refusal()


def test_an_artifact_without_its_document(build, refusal):
    build.path("search").unlink()
    assert f"{build.path('search')}: is missing; the artifact's zip must hold it at its root" in refusal()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000], ids=["empty", "cut", "utf-16", "deep"])
def test_a_document_that_is_no_json(content, build, refusal):
    build.path("search").write_bytes(content)
    assert "search.json: is not JSON in UTF-8: " in refusal()


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
        (document("search", version(), version(title="other")), "versions holds bm25 1.4.0 more than once"),
    ],
)
def test_a_document_that_is_not_as_described(content, message, build, refusal):
    build.write("search", content)
    assert f"{build.path('search')}: {message}" in refusal()


def test_a_build_without_the_apis_url(build, refusal):
    del build.environment["MOVIES_API_URL"]
    assert "MOVIES_API_URL is not set: give the build project the movies API's URL" in refusal()


@pytest.mark.parametrize("url", ["api.example.com", "javascript:alert(1)", "https://", "https://api.example.com/?x=1"])
def test_an_api_url_that_is_none(url, build, refusal):
    build.environment["MOVIES_API_URL"] = url
    assert f"MOVIES_API_URL is '{url}'; write the URL of the API's stage, https://<host>/<stage>" in refusal()


def test_a_page_that_refers_to_an_asset_that_is_not_there(build, refusal):
    page = build.directory / "repository/apps/website/pages/404.html"
    page.write_text(page.read_text().replace("assets/site.css", "assets/sight.css"))
    assert "404.html refers to sight.css, which is not in " in refusal()


def test_scripts_that_import_each_other(build, refusal):
    with (build.directory / "repository/apps/website/pages/assets/api.js").open("a") as file:
        file.write('import "./main.js";\n')
    assert "refers to main.js, which refers back to it" in refusal()
