"""Values with outputs in place of their keys."""

import pytest

from slipway.config.placeholders import render

OUTPUTS = {"url": "http://x", "names": ["a", "b"], "on": True}


@pytest.mark.parametrize(
    ("value", "filled"),
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
def test_an_output_stands_where_its_key_was(value, filled):
    assert render(value, OUTPUTS) == filled


@pytest.mark.parametrize(
    "value",
    [
        *("{other}", "{}", "{", "a } b", ["{other}"], {"a": {"b": "{other}"}}),
        *("{url[0]}", "{url[x]}", "{url.upper}", "{url!r}", "{url:>20}"),
    ],
)
def test_a_key_that_is_none_is_an_error(value):
    with pytest.raises((LookupError, ValueError)):
        render(value, OUTPUTS)
