"""The algorithm versions that the build took from the metadata documents."""

import pytest
from browsing import expect
from website import document, version

pytestmark = pytest.mark.xdist_group("browser")


def test_each_type_has_its_active_versions(visit):
    with visit() as page:
        recommendation = page.get_by_role("region", name="Recommendation")
        assert recommendation.get_by_role("heading", level=4).all_inner_texts() == [
            "Matrix factorisation",
            "Popularity",
        ]
        search = page.get_by_role("region", name="Search")
        expect(search.locator(".version")).to_have_text("bm25 1.4.0")
        expect(search.locator("time")).to_have_text("20 November 2026")
        assert search.locator("time").get_attribute("datetime") == "2026-11-20T09:15:00Z"


def test_a_type_without_a_version_says_so(visit):
    with visit() as page:
        expect(page.get_by_role("region", name="Similarity")).to_contain_text("No version has passed")


def test_they_are_there_without_javascript(visit):
    with visit(java_script_enabled=False) as page:
        expect(page.get_by_role("region", name="Search")).to_contain_text("Okapi BM25")
        # With JavaScript on, the content of <noscript> isn't an element.
        assert page.locator("noscript p").text_content().endswith("Turn JavaScript on to see them.")


@pytest.fixture
def built_with(site, sources, build, publish, api):
    """``built_with(text)`` builds the site with an algorithm of that title and description, until the test ends."""

    def built_with(text):
        found = version(algorithm="<i>cosine</i>", title=text, description=text)
        sources.write("similarity", document("similarity", found))
        build()
        publish(api.url)

    yield built_with
    sources.write("similarity", document("similarity"))
    build()


def test_markup_in_a_document_is_shown_as_it_is_written(visit, built_with):
    text = '<script>alert(1)</script> & $algorithms "x"'
    built_with(text)
    with visit() as page:
        similarity = page.get_by_role("region", name="Similarity")
        expect(similarity.get_by_role("heading", level=4)).to_have_text(text)
        expect(similarity.locator(".description")).to_have_text(text)
        expect(similarity.locator(".algorithm")).to_have_text("<i>cosine</i>")
