"""The page's sections of algorithm versions, as HTML. `element` escapes every text."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from algorithms import Version


class Html(str):
    """A string that is HTML already. Every other string is escaped."""

    __slots__ = ()


def element(tag: str, *children: str, **attributes: str) -> Html:
    """Return an element. ``class_`` becomes ``class``, ``aria_label`` becomes ``aria-label``."""
    written = "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"' for name, value in attributes.items())
    content = "".join(child if isinstance(child, Html) else escape(child) for child in children)
    return Html(f"<{tag}{written}>{content}</{tag}>")


def section(algorithm_type: str, versions: Sequence[Version]) -> Html:
    """Return the section of one type of algorithm, with its versions or a note that there are none."""
    heading = f"algorithms-{algorithm_type}"
    body = (
        element("ul", *(element("li", _card(version)) for version in versions), class_="versions", role="list")
        if versions
        else element("p", "No version has passed its package tests yet.", class_="none")
    )
    return element(
        "section",
        element("h3", algorithm_type.capitalize(), id=heading),
        body,
        class_="algorithm-type",
        aria_labelledby=heading,
    )


def build(commit: str, time: datetime | None) -> Html:
    """Return the sentence with the commit and the time of the build; empty if neither is known.

    Args:
        commit: its id, of which the first 12 characters are shown.
        time: its time, in UTC.
    """
    parts: list[str] = []
    if commit:
        parts += ["Commit ", element("code", commit[:12])]
    if time:
        shown = f"{time.day} {time:%B %Y, %H:%M} UTC"
        parts += [", built on " if commit else "Built on ", element("time", shown, datetime=f"{time:%Y-%m-%dT%H:%MZ}")]
    return element("p", *parts, ".") if parts else Html()


def _card(version: Version) -> Html:
    completed = datetime.fromisoformat(version.completed_at)
    day = f"{completed.day} {completed:%B %Y}"
    parts = [
        element("h4", version.title.strip() or version.algorithm),
        element(
            "p",
            element("span", version.algorithm, class_="algorithm"),
            " ",
            element("span", version.version, class_="number"),
            class_="version",
        ),
    ]
    if version.description.strip():
        parts.append(element("p", version.description, class_="description"))
    parts.append(element("p", "Tested on ", element("time", day, datetime=version.completed_at), class_="tested"))
    return element("article", *parts)
