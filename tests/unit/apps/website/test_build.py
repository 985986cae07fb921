import hashlib
import json
import os
import re
import shutil
from html.parser import HTMLParser

import pytest
import yaml
from website import Build, document, version

URL_ATTRIBUTES = ("href", "src", "action", "poster", "srcset", "data")


def files(build):
    return {str(path.relative_to(build.site)): path.read_bytes() for path in build.site.rglob("*") if path.is_file()}


def built(build):
    done = build.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return files(build)


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, content):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(content.decode())

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data

    def urls(self):
        return [value for _, attributes in self.tags for name, value in attributes.items() if name in URL_ATTRIBUTES]


def test_the_same_input_gives_the_same_bytes_on_every_machine(build, tmp_path):
    other = Build(tmp_path / "elsewhere")
    for each in (build, other):
        each.write("search", document("search", version(), version(version="1.5.0")))
    other.environment |= {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    assert built(build) == built(other)


def test_the_order_of_a_documents_versions_changes_nothing(build):
    entries = [version(version="1.4.0"), version(version="1.5.0"), version(algorithm="a")]
    build.write("search", document("search", *entries))
    first = built(build)
    build.write("search", document("search", *reversed(entries)))
    assert built(build) == first


def test_assets_have_the_hash_of_their_content_in_their_name(build):
    assets = {name: content for name, content in built(build).items() if name.startswith("assets/")}
    assert {re.sub("-[0-9a-f]{16}", "", name) for name in assets} == {
        "assets/site.css",
        "assets/icon.svg",
        "assets/ofl.txt",
        *(
            f"assets/{font}-{part}.woff2"
            for font in ("source-sans-3", "source-serif-4")
            for part in ("latin", "latin-ext")
        ),
        *(f"assets/{name}.js" for name in ("main", "api", "catalogue", "movie")),
    }
    for name, content in assets.items():
        assert hashlib.sha256(content).hexdigest()[:16] in name


def test_a_change_of_a_script_renames_it_and_every_script_that_imports_it_and_no_other(build):
    before = set(built(build))
    with (build.directory / "repository/apps/website/pages/assets/api.js").open("a") as file:
        file.write("// changed\n")
    added = {re.sub("-[0-9a-f]{16}", "", name) for name in set(built(build)) - before}
    assert added == {"assets/api.js", "assets/catalogue.js", "assets/main.js"}


def test_a_change_of_the_metadata_changes_no_asset(build):
    before = built(build)
    build.write("search", document("search", version()))
    after = built(build)
    assert {name for name in before if before[name] != after.get(name)} == {"index.html"}
    assert before.keys() == after.keys()


def test_files_of_an_earlier_build_are_deleted(build):
    before = built(build)
    (build.site / "assets" / "old-0123456789abcdef.js").touch()
    assert built(build) == before


def test_the_index_refers_to_existing_files_by_relative_urls(build):
    site = built(build)
    urls = [url.partition("#")[0] for url in Page(site["index.html"]).urls()]
    assert [url for url in urls if url and url not in site] == []


def test_the_404_page_refers_to_existing_files_from_the_root(build):
    site = built(build)
    urls = Page(site["404.html"]).urls()
    assert [url for url in urls if not url.startswith("/")] == ["#content"]
    assert {url.removeprefix("/").partition("#")[0] for url in urls if url != "#content"} - site.keys() == {""}


def test_the_style_refers_to_existing_files_beside_it(build):
    site = built(build)
    (style,) = (content.decode() for name, content in site.items() if name.endswith(".css"))
    fonts = re.findall(r'url\("\./(.+?)"\)', style)
    assert len(fonts) == 4
    assert {f"assets/{name}" for name in fonts} <= site.keys()
    assert all(site[f"assets/{name}"].startswith(b"wOF2") for name in fonts)


def test_the_footer_names_the_commit_and_the_time_of_the_build(build):
    build.environment["CODEBUILD_RESOLVED_SOURCE_VERSION"] = "0123456789abcdef0123456789abcdef01234567"
    build.environment["CODEBUILD_START_TIME"] = "1795910400123"
    site = Page(built(build)["index.html"])
    assert "Commit 0123456789ab, built on 29 November 2026, 00:00 UTC." in site.text
    assert ("time", {"datetime": "2026-11-29T00:00Z"}) in site.tags


def test_the_time_of_the_build_changes_no_other_file_so_that_only_the_page_is_cleared_from_the_caches(build):
    sites = []
    for milliseconds in ("1795910400123", "1795910460123"):
        build.environment["CODEBUILD_START_TIME"] = milliseconds
        sites.append(built(build))
    assert {name for name in sites[0] if sites[0][name] != sites[1][name]} == {"index.html"}


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("CODEBUILD_RESOLVED_SOURCE_VERSION", "<b>", "Commit <b>."),
        ("CODEBUILD_START_TIME", "0", "Built on 1 January 1970, 00:00 UTC."),
    ],
)
def test_the_footer_names_what_is_known(variable, value, sentence, build):
    build.environment[variable] = value
    assert sentence in Page(built(build)["index.html"]).text


def test_a_build_of_no_commit_names_none(build):
    assert "ommit" not in Page(built(build)["index.html"]).text


def test_scripts_import_existing_files(build):
    site = built(build)
    imports = [
        f"assets/{name}"
        for path, content in site.items()
        if path.endswith(".js")
        for name in re.findall(r'from "\./(.+?)"', content.decode())
    ]
    assert len(imports) == 4
    assert set(imports) <= site.keys()


@pytest.mark.parametrize("page", ["index.html", "404.html"])
def test_no_script_and_no_style_is_inline(page, build):
    for tag, attributes in Page(built(build)[page]).tags:
        assert tag != "style"
        assert tag != "script" or attributes["src"]
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_the_api_url_is_in_the_settings_without_a_trailing_slash_and_in_no_other_file(build):
    build.environment["MOVIES_API_URL"] = "https://api.example.com/live/"
    site = built(build)
    assert json.loads(site.pop("config.json")) == {"moviesApiUrl": "https://api.example.com/live"}
    del build.environment["MOVIES_API_URL"]
    assert built(build) == site


def test_special_characters_in_a_document_are_escaped(build):
    text = "</h4><script>alert('x')</script> & $algorithms ${x} $$ \"q\" assets/site.css 'assets/site.css' \u2028 日本"
    build.write("search", document("search", version(algorithm=text, version=text, title=text, description=text)))
    page = Page(built(build)["index.html"])
    assert page.text.count(text) == 4
    assert [tag for tag, _ in page.tags].count("script") == 1


def test_a_version_without_a_title_is_shown_with_its_algorithms_name(build):
    build.write("search", document("search", version(title=" ", description="")))
    site = built(build)["index.html"].decode()
    assert "<h4>bm25</h4>" in site
    assert 'class="description"' not in site


def test_the_latest_version_is_first(build):
    days = {"1.9.0": "2026-11-01", "1.10.0": "2026-11-02"}
    entries = [version(version=name, completed_at=f"{day}T00:00:00+00:00") for name, day in days.items()]
    build.write("search", document("search", *entries))
    assert re.findall(r'class="number">(.+?)<', built(build)["index.html"].decode()) == ["1.10.0", "1.9.0"]


def test_the_buildspecs_artifact_contains_every_file_and_the_assets_first(build):
    site = built(build)
    repository = build.directory / "repository"
    spec = yaml.safe_load((repository / "apps/website/buildspec.yml").read_text())
    assert spec["phases"]["build"]["commands"] == ["python3 apps/website/build.py"]
    base = repository / spec["artifacts"]["base-directory"]
    held = [[str(path.relative_to(base)) for path in base.glob(pattern)] for pattern in spec["artifacts"]["files"]]
    assert {path for paths in held for path in paths} >= site.keys()
    assert set(held[0]) == {path for path in site if path.startswith("assets/")}


def test_the_build_needs_only_python(build):
    build.environment |= {"PYTHONNOUSERSITE": "1", "PATH": os.defpath}
    shutil.rmtree(build.directory / "repository" / "build", ignore_errors=True)
    assert built(build)
