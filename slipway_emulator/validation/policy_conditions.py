"""The conditions of policy statements.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import re
from collections.abc import Iterator
from typing import Any

_OPERATORS = {
    *(f"String{name}" for name in ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase")),
    *("StringLike", "StringNotLike", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "Null"),
    *(f"Arn{name}" for name in ("Equals", "NotEquals", "Like", "NotLike")),
    *(
        f"{kind}{name}"
        for kind in ("Numeric", "Date")
        for name in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
    ),
}
_OPERATOR = re.compile(r"(?:ForAnyValue:|ForAllValues:)?(?P<name>[A-Za-z]+?)(?:IfExists)?")
# Each part of a time in turn, up to the nanoseconds and the time zone.
_TIME = re.compile(
    r"-?\d{1,9}(-(0?[1-9]|1[0-2])(-(0?[1-9]|[12]\d|3[01]))?)?"
    r"(t(([01]?\d|2[0-3])(:[0-5]?\d(:[0-5]?\d(\.\d{1,9})?(z|\+([01]\d|2[0-3])(:[0-5]\d)?)?)?)?)?)?",
    re.ASCII,
)


def is_condition(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether a value has the form of the element ``Condition``."""
    return isinstance(value, dict) and all(
        isinstance(tests, dict)
        and all(isinstance(test, str | bool | int | float | list) for test in tests.values())
        and (not tests or _name(operator) in _OPERATORS)
        for operator, tests in value.items()
    )


def has_dates(condition: dict[str, Any]) -> bool:
    """Return whether the operators that compare dates have dates."""
    return all(_is_date(str(value)) for value in _dates(condition))


def _name(operator: str) -> str:
    match = _OPERATOR.fullmatch(operator)
    return match["name"] if match else ""


def _dates(condition: dict[str, Any]) -> Iterator[Any]:
    for operator, tests in condition.items():
        if _name(operator).startswith("Date"):
            for value in tests.values():
                yield from value if isinstance(value, list) else [value]


def _is_date(value: str) -> bool:
    if value.isdecimal():
        return int(value) < 2**63
    return bool(_TIME.fullmatch(value.lower())) or "${" in value
