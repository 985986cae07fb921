"""The conditions of ``filter``.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Filter.html
"""

import re
from collections.abc import Callable, Mapping

from slipway_emulator.log_insights.tokens import QueryError, Reader

Row = Mapping[str, str]
Condition = Callable[[Row], bool]
_Operand = Callable[[Row], str | None]

_COMPARISONS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "!=": lambda order: order != 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}
MILLISECONDS = "toMillis(@timestamp)"
"""The name under which a row has its time in milliseconds."""


def condition(reader: Reader) -> Condition:
    """Return a condition: terms with ``or``, ``and`` and ``not``.

    Raises:
        QueryError: it is malformed, or isn't supported.
    """
    parts = [_all(reader)]
    while reader.accept("or"):
        parts.append(_all(reader))
    return lambda row: any(part(row) for part in parts)


def _all(reader: Reader) -> Condition:
    parts = [_term(reader)]
    while reader.accept("and"):
        parts.append(_term(reader))
    return lambda row: all(part(row) for part in parts)


def _term(reader: Reader) -> Condition:
    if reader.accept("not"):
        negated = _term(reader)
        return lambda row: not negated(row)
    if reader.accept("("):
        inner = condition(reader)
        reader.expect(")")
        return inner
    if reader.accept("ispresent"):
        reader.expect("(")
        name = reader.take("name").value
        reader.expect(")")
        return lambda row: name in row
    return _comparison(reader)


def _comparison(reader: Reader) -> Condition:
    left = _operand(reader)
    if reader.accept("not"):
        negated = _match(reader, left)
        return lambda row: not negated(row)
    if any(reader.token.is_word(word) for word in ("like", "=~", "in")):
        return _match(reader, left)
    mark = reader.take("mark").value
    if mark not in _COMPARISONS:
        raise QueryError(f"unexpected symbol found {mark}")
    right = _operand(reader)
    return lambda row: _compare(left(row), right(row), mark)


def _match(reader: Reader, left: _Operand) -> Condition:
    """Return a condition of ``like`` or ``in``."""
    if reader.accept("in"):
        reader.expect("[")
        values = [_operand(reader)]
        while reader.accept(","):
            values.append(_operand(reader))
        reader.expect("]")
        return lambda row: any(_compare(left(row), value(row), "=") for value in values)
    if not (reader.accept("like") or reader.accept("=~")):
        raise QueryError(f"expected like or in, found {reader.token.value}")
    token = reader.take("text", "pattern")
    is_text = token.kind == "text"
    body, _, flags = ("", "", "") if is_text else token.value[1:].rpartition("/")
    try:
        pattern = re.compile(re.escape(token.value) if is_text else body, re.IGNORECASE if flags else 0)
    except re.error as error:
        raise QueryError(f"invalid regular expression {token.value}: {error}") from error
    return lambda row: pattern.search(left(row) or "") is not None


def _operand(reader: Reader) -> _Operand:
    token = reader.take("name", "text", "number")
    if token.kind != "name":
        return lambda _row: token.value
    if not reader.token.is_word("("):
        return lambda row: row.get(token.value)
    reader.expect("(")
    argument = reader.take("name").value
    reader.expect(")")
    if (token.value.lower(), argument) != ("tomillis", "@timestamp"):
        raise QueryError(f"the local AWS doesn't have the function {token.value}({argument})")
    return lambda row: row.get(MILLISECONDS)


def _compare(left: str | None, right: str | None, mark: str) -> bool:
    if left is None or right is None:
        return mark == "!=" and left is not right
    numbers = number(left), number(right)
    if None not in numbers:
        return _COMPARISONS[mark]((numbers[0] > numbers[1]) - (numbers[0] < numbers[1]))  # type: ignore[operator]
    return _COMPARISONS[mark]((left > right) - (left < right))


def number(text: str | None) -> float | None:
    """Return a text as a number, or None."""
    try:
        return float(text) if text else None
    except ValueError:
        return None
