"""What a mapping template can read: ``$input`` and ``$util``.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

import base64
import json
import re
import urllib.parse
from collections.abc import Mapping
from typing import Any

from ministack.services import stepfunctions


class Headers(dict[str, str]):
    """Headers by name in any case.

    API Gateway has the names as the client sent them, of which the local AWS knows only the small letters. So a
    template finds what it would find on AWS.
    """

    def __missing__(self, name: str) -> str:
        """Return the header of that name in another case."""
        for header, value in self.items():
            if header.lower() == name.lower():
                return value
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        """Return whether there is such a header."""
        return str(name).lower() in {header.lower() for header in self}

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as of dict
        """Return the header, or the default without one."""
        try:
            return self[name]
        except KeyError:
            return default


class Input:
    """``$input``: the payload, and the parameters of the request."""

    def __init__(self, body: str, parameters: Mapping[str, Mapping[str, str]]) -> None:
        """Take the payload of the request or of the response, and the parameters by kind.

        Args:
            body: ``$input.body``.
            parameters: parameters by ``path``, ``querystring`` and ``header``.
        """
        self.body = body
        self._parameters = {kind: dict(values) for kind, values in parameters.items()}
        self._parameters["header"] = Headers(parameters["header"])

    def params(self, name: str | None = None) -> Any:  # noqa: ANN401 - a parameter, those of a kind, or all
        """``$input.params()``, ``.params('path')`` and ``.params(name)``: an empty string without such a parameter."""
        if name is None:
            return self._parameters
        if name in self._parameters:
            return self._parameters[name]
        kinds = (self._parameters[kind] for kind in ("path", "querystring", "header"))
        return next((values.get(name) for values in kinds if name in values), "")

    def path(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """``$input.path(x)``: the value at a JSONPath, None without one."""
        try:
            return stepfunctions._resolve_path(path, json.loads(self.body))
        except ValueError:
            return None

    def json(self, path: str) -> str:
        """``$input.json(x)``: the value at a JSONPath as JSON, an empty string without one."""
        value = self.path(path)
        return "" if value is None else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class Util:
    """``$util``: functions for strings."""

    def escapeJavaScript(self, text: str | None) -> str | None:  # noqa: N802 - API Gateway's name
        r"""Escape as Apache Commons Lang 2 does, which makes ``'`` to ``\'``: no JSON.

        https://github.com/apache/commons-lang/blob/LANG_2_6/src/main/java/org/apache/commons/lang/StringEscapeUtils.java
        """
        if text is None:
            return None
        escaped = json.dumps(text)[1:-1].replace("'", "\\'").replace("/", "\\/")
        # Pair by pair: a backslash that is escaped itself begins no escape.
        return re.sub(r"\\(u[0-9a-f]{4}|.)", lambda match: "\\" + _upper(match[1]), escaped)

    def parseJson(self, text: str) -> Any:  # noqa: ANN401, N802 - JSON; API Gateway's name
        """Parse JSON."""
        return json.loads(text)

    def urlEncode(self, text: str) -> str:  # noqa: N802 - API Gateway's name
        """Encode as ``application/x-www-form-urlencoded``."""
        return urllib.parse.quote_plus(text, safe="*").replace("~", "%7E")

    def urlDecode(self, text: str) -> str:  # noqa: N802 - API Gateway's name
        """Decode ``application/x-www-form-urlencoded``."""
        return urllib.parse.unquote_plus(text)

    def base64Encode(self, text: str) -> str:  # noqa: N802 - API Gateway's name
        """Encode the UTF-8 of a string as Base64."""
        return base64.b64encode(text.encode()).decode()

    def base64Decode(self, text: str) -> str:  # noqa: N802 - API Gateway's name
        """Decode Base64 to a string."""
        return base64.b64decode(text).decode()


def _upper(escape: str) -> str:
    return f"u{escape[1:].upper()}" if len(escape) > 1 else escape
