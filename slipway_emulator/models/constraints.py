"""Validates an input against the constraints of its model, with AWS's messages.

The forms of the messages are those of recorded answers, e.g. of EventBridge and Lambda:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events.snapshot.json
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from slipway_emulator.models import enumerations, patterns
from slipway_emulator.models.unenforced import UNENFORCED_SHAPES

_NUMBERS = ("integer", "long", "float", "double")
_NESTED = ("structure", "list", "map")
# IAM doesn't repeat values.
_WITHOUT_VALUES = "iam"


@dataclass(frozen=True)
class Violation:
    """A value that breaks a constraint.

    Attributes:
        path: path of the member, e.g. ``targets.1.member.id``.
        value: the value as AWS's message shows it; an empty string if it doesn't.
        constraint: e.g. ``Member must not be null``.
    """

    path: str
    value: str
    constraint: str

    @property
    def is_missing(self) -> bool:
        """Whether a required member is missing."""
        return self.value == "null"

    def __str__(self) -> str:
        """AWS's message."""
        value = f"Value {self.value} at" if self.value else "Value at"
        return f"{value} '{self.path}' failed to satisfy constraint: {self.constraint}"


def violations(service: str, shape: Any, values: dict[str, Any]) -> list[Violation]:  # noqa: ANN401 - botocore's shape
    """Return the violations in an input.

    Args:
        service: boto3's name.
        shape: shape of the input.
        values: the input.
    """
    # API Gateway's paths of members of the body begin with the name of the input.
    input_name = shape.name.removesuffix("Request") + "Input"
    root = _lower(input_name) + "." if service == "apigateway" else ""
    return list(_Validation(service).of_structure(values, shape, root, is_input=True))


def message(found: list[Violation]) -> str:
    """Return AWS's message about violations."""
    count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected: "
    return count + "; ".join(map(str, found))


@dataclass(frozen=True)
class _Validation:
    service: str

    def of_structure(
        self,
        values: dict[str, Any],
        shape: Any,  # noqa: ANN401 - botocore's shape
        prefix: str,
        *,
        is_input: bool = False,
    ) -> Iterator[Violation]:
        required = shape.required_members
        for name, member in shape.members.items():
            value = values.get(name)
            if value is None and name not in required:
                continue
            is_in_url = is_input and "location" in member.serialization
            path = f"{'' if is_in_url else prefix}{_lower(name)}"
            if value is None:
                yield Violation(path, "null", "Member must not be null")
            else:
                yield from self._of_value(value, member, path)

    def _of_value(self, value: Any, shape: Any, path: str) -> Iterator[Violation]:  # noqa: ANN401 - any value
        for constraint in self._broken(value, shape):
            yield Violation(path, self._shown(value, shape), constraint)
        if shape.type_name == "structure" and not shape.is_document_type:
            yield from self.of_structure(value, shape, f"{path}.")
        elif shape.type_name == "list":
            yield from self._of_items(list(value), shape, path)
        elif shape.type_name == "map":
            yield from self._of_entries(value, shape, path)

    def _of_items(self, items: list[Any], shape: Any, path: str) -> Iterator[Violation]:  # noqa: ANN401
        member = shape.member
        if any(item is None or any(self._broken(item, member)) for item in items if not _is_nested(member, item)):
            constraint = f"Member must satisfy constraint: [{', '.join(self._constraints(member))}]"
            yield Violation(path, self._shown(items, shape), constraint)
        for number, item in enumerate(items, start=1):
            if _is_nested(member, item):
                yield from self._of_value(item, member, f"{path}.{number}.member")

    def _of_entries(self, entries: dict[str, Any], shape: Any, path: str) -> Iterator[Violation]:  # noqa: ANN401
        if any(any(self._broken(key, shape.key)) for key in entries):
            constraint = f"Map keys must satisfy constraint: [{', '.join(self._constraints(shape.key))}]"
            yield Violation(path, self._shown(entries, shape), constraint)
        values = [value for value in entries.values() if not _is_nested(shape.value, value)]
        if any(any(self._broken(value, shape.value)) for value in values):
            constraint = f"Map value must satisfy constraint: [{', '.join(self._constraints(shape.value))}]"
            yield Violation(path, self._shown(entries, shape), constraint)
        for key, value in entries.items():
            if _is_nested(shape.value, value):
                yield from self._of_value(value, shape.value, f"{path}.{key}.member")

    def _broken(self, value: Any, shape: Any) -> Iterator[str]:  # noqa: ANN401 - any value
        """Yield the constraints of a shape that a value breaks, in AWS's order."""
        limits = shape.metadata
        if not limits or f"{self.service}.{shape.name}" in UNENFORCED_SHAPES:
            return
        if "pattern" in limits and isinstance(value, str):
            pattern = patterns.compiled(limits["pattern"])
            if pattern and not pattern.fullmatch(value):
                yield f"Member must satisfy regular expression pattern: {limits['pattern']}"
        if "enum" in limits and value not in limits["enum"]:
            yield self._enum(shape)
        if shape.type_name == "blob" or not ("max" in limits or "min" in limits):
            return  # a blob's limit is that of the decoded bytes
        size = value if shape.type_name in _NUMBERS else len(value)
        if "max" in limits and size > float(limits["max"]):
            yield _limit(shape, "less", limits["max"])
        if "min" in limits and size < float(limits["min"]):
            yield _limit(shape, "greater", limits["min"])

    def _constraints(self, shape: Any) -> Iterator[str]:  # noqa: ANN401 - botocore's shape
        """Yield all constraints of a shape: AWS names them all where one item of a list or a map breaks one."""
        limits = shape.metadata
        if "max" in limits:
            yield _limit(shape, "less", limits["max"])
        if "min" in limits:
            yield _limit(shape, "greater", limits["min"])
        if "pattern" in limits:
            yield f"Member must satisfy regular expression pattern: {limits['pattern']}"
        if "enum" in limits:
            yield self._enum(shape)
        if self.service != "apigateway":
            yield "Member must not be null"

    def _enum(self, shape: Any) -> str:  # noqa: ANN401 - botocore's shape
        values = enumerations.ordered(f"{self.service}.{shape.name}", shape.metadata["enum"])
        listed = "" if self.service == _WITHOUT_VALUES else f": [{', '.join(values)}]"
        return f"Member must satisfy enum value set{listed}"

    def _shown(self, value: Any, shape: Any) -> str:  # noqa: ANN401 - any value
        is_hidden = self.service == _WITHOUT_VALUES or shape.metadata.get("sensitive")
        return "" if is_hidden else f"'{_java(value)}'"


def _is_nested(shape: Any, value: Any) -> bool:  # noqa: ANN401 - any value
    return value is not None and shape.type_name in _NESTED


def _limit(shape: Any, comparison: str, limit: float) -> str:  # noqa: ANN401 - botocore's shape
    measure = "value" if shape.type_name in _NUMBERS else "length"
    return f"Member must have {measure} {comparison} than or equal to {limit}"


def _lower(name: str) -> str:
    return f"{name[0].lower()}{name[1:]}"


def _java(value: Any) -> str:  # noqa: ANN401 - any value
    """Return a value as Java's ``toString`` does."""
    if isinstance(value, list):
        return f"[{', '.join(map(_java, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={_java(item)}' for key, item in value.items())}}}"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
