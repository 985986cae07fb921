"""Placeholders in settings."""

import pytest

from slipway.config.placeholders import keys, render

OUTPUTS = {"url": "http://x", "names": ["a", "b"], "on": True}


@pytest.mark.parametrize(
    ("value", "rendered"),
    [
        ("{url}/movies", "http://x/movies"),
        ("{url}", "http://x"),
        ("{names}", ["a", "b"]),
        ("{on}", True),
        ("{on}: {names}", 'true: ["a", "b"]'),
        ("{url}{url}", "http://xhttp://x"),
        ("/movies/{{id}}", "/movies/{id}"),
        ({"site": {"links": ["{url}", 1, None]}}, {"site": {"links": ["http://x", 1, None]}}),
        (1.5, 1.5),
    ],
)
def test_a_placeholder_is_replaced_with_the_output(value, rendered):
    assert render(value, OUTPUTS) == rendered


@pytest.mark.parametrize(
    "value",
    [
        *("{other}", "{}", "{", "a } b", ["{other}"], {"a": {"b": "{other}"}}),
        *("{url[0]}", "{url[x]}", "{url.upper}", "{url!r}", "{url:>20}"),
    ],
)
def test_an_unknown_key_or_a_single_brace_is_an_error(value):
    with pytest.raises((LookupError, ValueError)):
        render(value, OUTPUTS)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("{url}/movies/{{id}}", {"url"}),
        ({"site": {"links": ["{url}", "{names}", 1, None]}, "on": True}, {"url", "names"}),
        ("none", set()),
    ],
)
def test_the_keys_of_the_outputs_that_a_value_needs_are_found(value, found):
    assert set(keys(value)) == found
