"""Text of others on a terminal."""

import json

import pytest

from slipway.console.output import print_table, printable_json


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"title": "Amélie 映画"}, '{"title": "Amélie 映画"}'),
        ("\x1b[2J", r'"\u001b[2J"'),
        ("\x9b2J\x85", r'"\u009b2J\u0085"'),  # a terminal reads U+009B as ESC [
        ({"\x9b2J": 1}, r'{"\u009b2J": 1}'),
        ("\x7f\u202e\u2028", r'"\u007f\u202e\u2028"'),
        ("\ud800", r'"\ud800"'),
        ("\U000e0001", r'"\udb40\udc01"'),
        ("\u00a0\n\t", r'"\u00a0\n\t"'),
    ],
)
def test_json_has_no_control_characters_and_the_same_meaning(value: object, text: str) -> None:
    assert printable_json(value) == text
    assert json.loads(text) == value
    printable_json(value).encode()


def test_json_is_indented() -> None:
    assert printable_json({"a": [1]}, indent=2) == '{\n  "a": [\n    1\n  ]\n}'


def test_a_value_that_is_not_text_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_table({"url": "http://x", "table": {"name": "dev-orders", "arn": None}, "count": 2})
    assert capsys.readouterr().out == 'url    http://x\ntable  {"name": "dev-orders", "arn": null}\ncount  2\n'
