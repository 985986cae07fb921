"""Pages of keys that are grouped by a delimiter, for the patches of lists."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from ministack.services import s3

_Row = TypeVar("_Row")


def take_page(
    rows: Iterable[tuple[str, _Row]], query: dict[str, Any], limit: int
) -> tuple[list[tuple[str, _Row | None]], bool]:
    """Return a page of the rows, and whether there are more. In place of a group there is its common prefix with None.

    Args:
        rows: keys after the marker that start with the prefix, in order, each with what is listed for it.
        query: query of the request, with ``prefix``, ``delimiter`` and ``key-marker``.
        limit: the most rows and groups.
    """
    grouped = _grouped(rows, *(s3._qp(query, name) for name in ("prefix", "delimiter", "key-marker")))
    page = list(islice(grouped, limit))
    return page, limit > 0 and next(grouped, None) is not None


def add_members(element: Any, members: dict[str, str]) -> None:  # noqa: ANN401 - an element
    """Add an element with a text for each member."""
    for name, text in members.items():
        s3.SubElement(element, name).text = text


def add_common_prefixes(root: Any, page: list[tuple[str, _Row | None]]) -> None:  # noqa: ANN401 - an element
    """Add the groups of a page."""
    for prefix, row in page:
        if row is None:
            add_members(s3.SubElement(root, "CommonPrefixes"), {"Prefix": prefix})


def _grouped(
    rows: Iterable[tuple[str, _Row]], prefix: str, delimiter: str, key_marker: str
) -> Iterator[tuple[str, _Row | None]]:
    last = ""
    for key, row in rows:
        head, found, _ = key.removeprefix(prefix).partition(delimiter) if delimiter else ("", "", "")
        group = prefix + head + found
        if not found:
            yield key, row
        # An earlier page had the group that the marker is in.
        elif group != last and not key_marker.startswith(group):
            last = group
            yield group, None
