"""The errors of Jackson, the JSON parser of several services, about a text that isn't JSON.

The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_validation.snapshot.json
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
"""

import json
import re

_TOKEN = re.compile(r"[\w$]+")
_VALUES = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'"


def parser_error(text: str) -> str:
    """Return why a text isn't JSON; empty if it is."""
    return _found(text)[0]


def parser_position(text: str) -> str:
    """Return the line and the column behind what isn't JSON in a text, e.g. ``line: 1, column: 4``."""
    before = text[: _found(text)[1]]
    return f"line: {before.count(chr(10)) + 1}, column: {len(before) - before.rfind(chr(10))}"


def _found(text: str) -> tuple[str, int]:
    """Return the message, and the number of characters that were read."""
    try:
        json.loads(text)
    except RecursionError:
        return "Document nesting depth exceeds the maximum allowed", 0
    except json.JSONDecodeError as error:
        return _message(text, error)
    return "", 0


def _message(text: str, error: json.JSONDecodeError) -> tuple[str, int]:
    start = error.pos
    if start >= len(text):
        return "Unexpected end-of-input: expected close marker", len(text)
    character = f"Unexpected character ('{text[start]}' (code {ord(text[start])}))"
    if error.msg.startswith("Expecting property name"):
        return f"{character}: was expecting double-quote to start field name", start + 1
    if token := _TOKEN.match(text, start):
        return f"Unrecognized token '{token[0]}': was expecting ({_VALUES})", token.end()
    if error.msg.startswith("Expecting value"):
        return f"{character}: expected a valid value ({_VALUES})", start + 1
    return f"{character}: was expecting comma to separate entries", start + 1
