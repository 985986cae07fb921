"""Whether everyone can read and use the page: axe-core's rules, the keyboard, small windows and dark colours."""

import pytest
from browsing import expect
from chromium import axe
from movies_api import movie

pytestmark = pytest.mark.xdist_group("browser")
PHONE = {"width": 320, "height": 640}  # WCAG 2.2, 1.4.10: no sideways scrolling down to 320 CSS pixels
STATES = {"movies": {}, "empty": {"movies": []}, "error": {"status": 500}}


def findings(page):
    """Return what axe-core finds, best practices too; evaluated, as the page's policy refuses a script of others."""
    page.evaluate(axe())
    found = page.evaluate("axe.run()")["violations"]
    return [f"{rule['id']}: {node['html']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def ready(page):
    expect(page.locator("#movies-list")).not_to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(state, scheme, visit, api):
    vars(api).update(STATES[state])
    with visit(color_scheme=scheme) as page:
        ready(page)
        assert findings(page) == []


def test_axe_finds_nothing_on_the_page_that_is_not_there(visit):
    with visit() as page:
        page.goto(page.url + "404.html")
        assert findings(page) == []
        page.get_by_role("link", name="Go to the movie catalogue").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The movie catalogue")


@pytest.mark.parametrize("name", ["Movies", "Algorithms"])
def test_the_navigation_leads_from_the_page_that_is_not_there_to_a_section(name, visit):
    with visit() as page:
        page.goto(page.url + "404.html")
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=2, name=name)).to_be_in_viewport()


def test_axe_finds_what_is_wrong(visit):
    with visit() as page:
        ready(page)
        page.evaluate("document.querySelector('h1').remove()")
        assert any(finding.startswith("page-has-heading-one") for finding in findings(page))


@pytest.mark.parametrize("state", STATES)
def test_a_phone_never_scrolls_sideways(state, visit, api, screenshot):
    vars(api).update(STATES[state])
    if state == "movies":
        endless = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3
        api.movies = [*api.movies, movie(4, title=endless, genres=[endless, *(f"Genre {n}" for n in range(19))])]
    with visit(viewport=PHONE, has_touch=True, is_mobile=True) as page:
        ready(page)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        screenshot(page, f"phone-{state}")


def test_controls_are_large_enough_for_a_thumb(visit, api):
    api.movies = [movie(number) for number in range(30)]
    with visit(viewport=PHONE) as page:
        ready(page)
        assert page.get_by_role("button", name="Show more movies").bounding_box()["height"] >= 44


@pytest.mark.parametrize("path", ["", "404.html"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(("scheme", "colour"), [("light", "rgb(250, 249, 246)"), ("dark", "rgb(21, 20, 18)")])
def test_the_page_fits_the_window_in_the_colours_of_the_system(scheme, colour, width, path, visit, screenshot):
    with visit(color_scheme=scheme, viewport={"width": width, "height": 900}) as page:
        page.goto(page.url + path)
        page.evaluate("document.fonts.ready.then(() => true)")
        screenshot(page, f"{path.removesuffix('.html') or 'index'}-{width}-{scheme}")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == colour
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_site_has_its_own_fonts(visit):
    with visit() as page:
        ready(page)
        loaded = (
            "document.fonts.ready.then((all) => [...all].filter((f) => f.status === 'loaded').map((f) => f.family))"
        )
        assert {name.strip('"') for name in page.evaluate(loaded)} == {"Source Sans 3", "Source Serif 4"}


def test_nothing_moves_for_readers_who_asked_for_that(visit, api):
    api.answers.clear()
    running = "document.getAnimations().length"
    with visit(reduced_motion="no-preference") as page:
        expect(page.locator(".placeholder")).to_have_count(8)
        assert page.evaluate(running) == 24
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(running) == 0
    api.answers.set()


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(visit, api, screenshot):
    api.movies = [movie(number) for number in range(30)]
    focused = "document.activeElement.textContent.trim()"
    with visit() as page:
        ready(page)
        reached = []
        for _ in range(5):
            page.keyboard.press("Tab")
            reached.append(page.evaluate(focused))
        assert reached == ["Skip to the content", "Movies", "Algorithms", "API", "Show more movies"]
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        expect(page.locator("#movies-list > li").nth(24)).to_be_focused()


def test_the_first_link_skips_the_navigation(visit):
    with visit() as page:
        ready(page)
        page.keyboard.press("Tab")
        assert page.get_by_role("link", name="Skip to the content").bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
