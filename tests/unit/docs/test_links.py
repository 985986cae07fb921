"""Every relative link of the documentation leads to a file of the repository, and to a heading of it."""

import re
from functools import cache

import repository
from repository import ROOT

CODE = re.compile(r"^( *)```.*?^\1```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")


@cache
def files():
    return repository.files()


@cache
def pages():
    return [name for name in files() if name.endswith(".md")]


def anchors(page):
    """The anchors that GitHub gives to a page's headings, or to the lines of any other file."""
    if page.suffix != ".md":
        return {f"L{number}" for number, _ in enumerate(page.read_text().splitlines(), start=1)}
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    plain = [re.sub(r"\[(.+?)\]\(.+?\)", r"\1", heading).lower().replace("`", "") for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def test_every_link_leads_somewhere():
    assert [line for page in pages() for line in broken_links(page)] == []


def broken_links(page):
    for link in LINK.findall(CODE.sub("", (ROOT / page).read_text())):
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent.joinpath(path).resolve() if path else ROOT / page
        name = target.relative_to(ROOT).as_posix()
        if not any(each == name or each.startswith(f"{name}/") for each in files()):
            yield f"{page}: {link} leads nowhere"
        elif anchor and anchor not in anchors(target):
            yield f"{page}: {link} names no heading"


def test_every_page_of_docs_is_found_from_the_readme():
    found, page = set(), ["README.md"]
    while page:
        name = page.pop()
        found.add(name)
        page += linked_pages(name) - found
    assert {name for name in pages() if name.startswith("docs/")} - found == set()


def linked_pages(page):
    links = LINK.findall(CODE.sub("", (ROOT / page).read_text()))
    targets = [(ROOT / page).parent.joinpath(link.partition("#")[0]).resolve() for link in links]
    return {name for name in (target.relative_to(ROOT).as_posix() for target in targets) if name in pages()}


def test_there_are_links_and_pages_to_look_at():
    assert {"README.md", "docs/pipeline.md", "modules/lambda/README.md"} <= set(pages())
    assert "docs/local-aws.md" in LINK.findall((ROOT / "README.md").read_text())


def test_a_heading_has_the_anchor_that_github_gives_it(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# In `slipway up`\n```sh\n# no heading\n```\n## What's still different, from [AWS](https://a.b)\n")
    assert anchors(page) == {"in-slipway-up", "whats-still-different-from-aws"}
