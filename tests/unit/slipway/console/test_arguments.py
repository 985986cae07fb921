"""Types of arguments that several commands use."""

from argparse import ArgumentTypeError

import pytest

from slipway.console.arguments import duration, name_and_value


@pytest.mark.parametrize(("text", "seconds"), [("0s", 0), ("30s", 30), ("10m", 600), ("2h", 7200), ("1d", 86400)])
def test_a_duration_is_a_number_with_a_unit(text, seconds):
    assert duration(0)(text) == seconds


@pytest.mark.parametrize("text", ["", "60", "m", "-1s", "1.5h", "1 s", "1w", "1S", "\uff11s"])
def test_another_text_is_not_a_duration(text):
    with pytest.raises(ArgumentTypeError, match=f"^'{text}' is not a duration, such as 30s, 10m, 2h or 1d$"):
        duration(0)(text)


def test_a_duration_below_the_minimum_is_refused():
    assert duration(60)("1m") == 60
    with pytest.raises(ArgumentTypeError, match=r"^'59s' is not a duration of at least 60s, such as 30s, 10m"):
        duration(60)("59s")


@pytest.mark.parametrize(("text", "pair"), [("a=b", ("a", "b")), ("a=", ("a", "")), ("a=b=c", ("a", "b=c"))])
def test_the_first_equals_sign_ends_the_name(text, pair):
    assert name_and_value(text) == pair


@pytest.mark.parametrize("text", ["", "a", "=b", "="])
def test_a_value_has_a_name(text):
    with pytest.raises(ArgumentTypeError, match=f"^'{text}' is not NAME=VALUE$"):
        name_and_value(text)
