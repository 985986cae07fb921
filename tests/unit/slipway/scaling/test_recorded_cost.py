"""The file with the counts of requests, and the section about them in the comment of a pull request."""

from datetime import date

import pytest

from slipway.errors import SlipwayError
from slipway.scaling import cost, recorded_cost
from slipway.scaling.recorded_cost import Counts

DAY = date(2026, 11, 29)
UNITS = {"rest_api_request": 1.0, "invocation": 3, "gb_second_arm64": 0.006, "log_gigabyte": 3.639e-06}


def test_counts_are_kept_and_replaced_by_request(tmp_path):
    file = tmp_path / "cost.toml"
    recorded_cost.write(file, "POST /movies", {"invocation": 1}, DAY)
    recorded_cost.write(file, 'GET /"movies"', {"read_unit": 1}, DAY)
    recorded_cost.write(file, "POST /movies", UNITS, date(2026, 12, 1))

    assert recorded_cost.read(file) == {
        'GET /"movies"': Counts(DAY, {"read_unit": 1}),
        "POST /movies": Counts(date(2026, 12, 1), UNITS),
    }
    assert file.read_text().startswith("# What a request uses")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "is not TOML"),
        ("a = 1", r'\["a"\] of .*: recorded must be a date, such as 2026-11-29'),
        ("[a]\nrecorded = '2026-11-29'", "recorded must be a date"),
        ("[a]\nrecorded = 2026-11-29T10:00:00", "recorded must be a date"),
        ("[a]\nrecorded = 2026-11-29\ninvocations = 1", "unknown unit 'invocations'; there are rest_api_request"),
        ("[a]\nrecorded = 2026-11-29\ninvocation = '1'", "invocation must be a number of at least 0, not '1'"),
        ("[a]\nrecorded = 2026-11-29\ninvocation = -1", "invocation must be a number"),
    ],
)
def test_an_invalid_file_is_refused(tmp_path, text, message):
    (tmp_path / "cost.toml").write_text(text)
    with pytest.raises(SlipwayError, match=message):
        recorded_cost.read(tmp_path / "cost.toml")


def test_a_file_that_can_not_be_written_is_an_error(tmp_path):
    with pytest.raises(SlipwayError, match="can't be written: No such file"):
        recorded_cost.write(tmp_path / "missing" / "cost.toml", "GET /", {}, DAY)


def test_the_section_has_the_price_of_a_million_requests():
    prices = cost.Prices("2026-11-01", "us-east-1", dict.fromkeys(cost.UNITS, 1e-6))
    text = recorded_cost.markdown({"POST /movies": Counts(DAY, {"invocation": 3, "write_unit": 4})}, prices)

    assert text.splitlines()[:5] == [
        "### Cost",
        "",
        "| A million requests | $ | counted |",
        "|---|---|---|",
        "| `POST /movies` | 7.00 | 2026-11-29 |",
    ]
    assert "us-east-1, 2026-11-01" in text
    assert recorded_cost.markdown({}, prices) == ""
