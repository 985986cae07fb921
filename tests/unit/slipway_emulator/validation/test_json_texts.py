"""The messages are those that AWS returned, where the docstring of the module links them."""

import pytest

from slipway_emulator.validation import json_texts


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("not a json", "Unrecognized token 'not': was expecting (JSON String, Number, Array", "line: 1, column: 4"),
        ("{'a'}", "Unexpected character (''' (code 39)): was expecting double-quote to start", "line: 1, column: 3"),
        ('{\n"a": b}', "Unrecognized token 'b'", "line: 2, column: 7"),
        ("[1;2]", "Unexpected character (';' (code 59)): was expecting comma", "line: 1, column: 4"),
        ('{"a":', "Unexpected end-of-input", "line: 1, column: 6"),
        ("[" * 100_000, "Document nesting depth", "line: 1, column: 1"),
    ],
)
def test_an_error_says_what_is_wrong_and_where(text, message, position):
    assert json_texts.parser_error(text).startswith(message)
    assert json_texts.parser_position(text) == position


@pytest.mark.parametrize("text", ["{}", "null", "1", '"a"'])
def test_json_has_no_error(text):
    assert json_texts.parser_error(text) == ""
