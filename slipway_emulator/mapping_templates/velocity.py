"""Renders Velocity templates as API Gateway does.

airspeed follows a later Velocity than API Gateway in a few places, which are changed here:

- A string has no backslash escapes. A quote in a string of that kind is doubled.
  https://velocity.apache.org/engine/1.7/vtl-reference.html
- A name may have hyphens.
- A reference without a value renders as an empty string, and ``#set`` to no value keeps the old one.
- Values are written as Java writes them, and strings and maps have Java's methods.
"""

import re
from typing import Any

import airspeed

from slipway_emulator.mapping_templates.variables import Headers


class TemplateError(Exception):
    """A template can't be parsed or rendered. The message is airspeed's."""


def render(template: str, names: dict[str, Any]) -> str:
    """Render a template.

    Args:
        template: template in the Velocity Template Language.
        names: the values of its references, by name without ``$``. ``#set`` may change a dictionary among them.

    Raises:
        TemplateError: the template can't be parsed or rendered.
    """
    try:
        return str(airspeed.Template(template).merge(names))
    except airspeed.TemplateError as error:
        raise TemplateError(str(error)) from error


def to_text(value: object) -> str:
    """Return a value as Java's ``toString`` writes it; an empty string for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_member(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_member(member) for member in value) + "]"
    return str(value)


def _member(value: object) -> str:
    return "null" if value is None else to_text(value)


def _replace_all(text: str, pattern: str, replacement: str) -> str:
    """Java's ``replaceAll``: in the replacement ``$1`` is a group, and a backslash escapes the next character."""
    parts = re.findall(r"\\(.)|\$(\d)|([^\\$]+)", replacement, re.DOTALL)

    def replace(match: re.Match[str]) -> str:
        return "".join(escaped or (match[int(group)] or "" if group else plain) for escaped, group, plain in parts)

    return re.sub(pattern, replace, text)


def _write_reference(self: Any, stream: Any, namespace: Any, loader: Any) -> None:  # noqa: ANN401 - airspeed has no types
    if self.expression is None:
        stream.write(self.my_text())
        return
    value = self.expression.calculate(namespace, loader)
    if value is None and self.alternate is not None:
        value = self.alternate.calculate(namespace, loader)
    stream.write(to_text(value))


def _set_value(self: Any, stream: Any, namespace: Any, loader: Any) -> None:  # noqa: ANN401 - airspeed has no types
    if self.value.calculate(namespace, loader) is not None:
        _evaluate_set(self, stream, namespace, loader)


_NAME = r"[a-z_][a-z0-9_-]*"
_evaluate_set = airspeed.SetDirective.evaluate_raw

airspeed.StringLiteral.STRING = re.compile(r"'((?:[^']|'')*)'")
airspeed.StringLiteral.ESCAPED_CHAR = re.compile(r"'(')")
airspeed.InterpolatedStringLiteral.STRING = re.compile(r'"((?:[^"]|"")*)"')
airspeed.InterpolatedStringLiteral.ESCAPED_CHAR = re.compile(r'"(")')
airspeed.NameOrCall.NAME = re.compile(f"({_NAME})", re.IGNORECASE)
airspeed.SetDirective.PLACE = re.compile(rf"\s*\$({_NAME}(?:\.{_NAME})*)", re.IGNORECASE)
airspeed.SetDirective.evaluate_raw = _set_value
airspeed.FormalReference.evaluate_raw = _write_reference
airspeed.__additional_methods__[str] |= {
    "equals": lambda text, other: text == other,
    "equalsIgnoreCase": lambda text, other: text.lower() == str(other).lower(),
    "isEmpty": lambda text: not text,
    "matches": lambda text, pattern: re.fullmatch(pattern, text) is not None,
    "replaceAll": _replace_all,
    "substring": lambda text, start, end=None: text[start:end],
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
}
airspeed.__additional_methods__[list] |= {
    "contains": lambda values, value: value in values,
    "isEmpty": lambda values: not values,
}
airspeed.__additional_methods__[dict] |= {
    "containsKey": lambda values, key: key in values,
    "keySet": list,
    "entrySet": lambda values: [{"key": key, "value": value} for key, value in values.items()],
    "size": len,
}
airspeed.__additional_methods__[Headers] = airspeed.__additional_methods__[dict]
