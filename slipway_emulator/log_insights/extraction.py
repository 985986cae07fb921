"""The command ``parse``: fields from a part of a text.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html
"""

import re
from collections.abc import Callable, Mapping, Sequence

from slipway_emulator.log_insights.tokens import QueryError, Reader

Row = Mapping[str, str]

_DEFAULT_FIELD = "@message"
# AWS's named groups are those of Java.
_NAMED_GROUP = re.compile(r"\(\?<(?=[A-Za-z])")


def parse(reader: Reader) -> Callable[[Sequence[Row]], list[dict[str, str]]]:
    """Return the command: "If a log event doesn't match the specified pattern, you still see it in the results".

    Raises:
        QueryError: it is malformed, or has another mode than a glob or a regular expression.
    """
    field = reader.take("name").value if reader.token.kind == "name" else _DEFAULT_FIELD
    if reader.token.kind not in ("text", "pattern"):
        raise QueryError(f"expected a pattern in quotes or slashes after parse {field}, found {reader.token.value}")
    token = reader.take("text", "pattern")
    if token.kind == "text":
        pattern, names = _glob(token.value, reader)
    else:
        pattern = _regex(token.value)
        names = sorted(pattern.groupindex, key=pattern.groupindex.__getitem__)

    def extract(rows: Sequence[Row]) -> list[dict[str, str]]:
        return [{**row, **_found(pattern, names, row.get(field))} for row in rows]

    return extract


def _found(pattern: re.Pattern[str], names: Sequence[str], text: str | None) -> dict[str, str]:
    match = pattern.search(text) if text is not None else None
    values = match.groups() if match and not pattern.groupindex else ()
    if match and pattern.groupindex:
        values = tuple(match[name] for name in names)
    return {name: value for name, value in zip(names, values, strict=False) if value is not None}


def _glob(text: str, reader: Reader) -> tuple[re.Pattern[str], list[str]]:
    parts = text.split("*")
    # A wildcard takes as little as it can, but the last one the rest: parse @message "url=*" as url.
    groups = ["(.*?)"] * (len(parts) - 1)
    if groups and not parts[-1]:
        groups[-1] = "(.*)"
    pattern = "".join(map(str.__add__, map(re.escape, parts), [*groups, ""]))
    reader.expect("as")
    names = [reader.take("name").value]
    while reader.accept(","):
        names.append(reader.take("name").value)
    if len(names) != len(groups):
        raise QueryError(f"the number of wildcards ({len(groups)}) must be the number of fields ({len(names)})")
    return re.compile(pattern, re.DOTALL), names


def _regex(text: str) -> re.Pattern[str]:
    body, _, flags = text[1:].rpartition("/")
    try:
        pattern = re.compile(_NAMED_GROUP.sub("(?P<", body), re.IGNORECASE if flags else 0)
    except re.error as error:
        raise QueryError(f"invalid regular expression {text}: {error}") from error
    if not pattern.groupindex:
        raise QueryError(f"the regular expression {text} has no named group: write (?<name>…)")
    return pattern
