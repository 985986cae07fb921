"""Keys of a list that are grouped by a delimiter, for the patches of lists."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

_Row = TypeVar("_Row")


def grouped(
    rows: Iterable[tuple[str, _Row]], prefix: str, delimiter: str, key_marker: str
) -> Iterator[tuple[str, _Row | None]]:
    """Return the rows, and once, in place of those of a group, its common prefix with None.

    Args:
        rows: keys that start with the prefix, in order, each with what is listed for it.
        prefix: of the request.
        delimiter: of the request, empty for none.
        key_marker: of the request; a group that it is in was listed by an earlier page.
    """
    last = ""
    for key, row in rows:
        head, found, _ = key.removeprefix(prefix).partition(delimiter) if delimiter else ("", "", "")
        group = prefix + head + found
        if not found:
            yield key, row
        elif group != last and not key_marker.startswith(group):
            last = group
            yield group, None
