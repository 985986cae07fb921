"""The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html."""

import pytest

from slipway_emulator.cloudwatch.states import Limits, decide

TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
RETAIN = None
ALL_OK, ALL_ALARM = ("OK",) * 4, ("ALARM",) * 4
# The data points: X breaches, 0 doesn't, - is missing. The states are in the order of TREATMENTS.
THREE_OF_THREE = {
    "0-X-X": ALL_OK,
    "----0": ALL_OK,
    "-----": ("INSUFFICIENT_DATA", RETAIN, "ALARM", "OK"),
    "0XX-X": ALL_ALARM,
    "--X--": ("ALARM", RETAIN, "ALARM", "OK"),
}
TWO_OF_THREE = {
    "0-X-X": ALL_ALARM,
    "00X0X": ALL_ALARM,
    "0-X--": ("OK", "OK", "ALARM", "OK"),
    "----0": ("OK", "OK", "ALARM", "OK"),
    "---X-": ("ALARM", RETAIN, "ALARM", "OK"),
    "----X": (RETAIN, RETAIN, "ALARM", "OK"),
}
ROWS = [
    (points_to_alarm, points, treatment, state)
    for points_to_alarm, rows in ((3, THREE_OF_THREE), (2, TWO_OF_THREE))
    for points, states in rows.items()
    for treatment, state in zip(TREATMENTS, states, strict=True)
]


def evaluate(points, points_to_alarm=1, missing="missing", current="", periods=3, comparison="GreaterThanThreshold"):
    times = range(0, 60 * len(points), 60)
    series = {time: {"X": 9.0, "0": 1.0}[point] for time, point in zip(times, points, strict=True) if point != "-"}
    return decide(series, times, Limits(5.0, comparison, periods, points_to_alarm, missing), current)


@pytest.mark.parametrize(("points_to_alarm", "points", "missing", "state"), ROWS)
def test_missing_data_is_treated_as_documented(points_to_alarm, points, missing, state):
    decision = evaluate(points, points_to_alarm, missing)
    assert (decision and decision.state) == state


def test_a_state_that_stays_needs_no_decision():
    assert evaluate("00000", current="OK") is None
    assert evaluate("0000X", current="ALARM") is None


@pytest.mark.parametrize(
    ("comparison", "point", "state"),
    [
        ("GreaterThanOrEqualToThreshold", "X", "ALARM"),
        ("GreaterThanThreshold", "0", "OK"),
        ("LessThanThreshold", "0", "ALARM"),
        ("LessThanOrEqualToThreshold", "X", "OK"),
    ],
)
def test_values_are_compared_with_the_threshold(comparison, point, state):
    assert evaluate(f"--{point}", periods=1, comparison=comparison).state == state


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            {"points": "00X0X", "points_to_alarm": 2, "current": "OK"},
            (
                "Threshold Crossed: 2 out of the last 3 datapoints [9.0 (01/01/70 00:04:00), 9.0 (01/01/70 00:02:00)] "
                "were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition)."
            ),
        ),
        (
            {"points": "----X", "missing": "notBreaching", "current": "OK"},
            (
                "Threshold Crossed: 1 out of the last 3 datapoints [9.0 (01/01/70 00:04:00)] was greater than the"
                " threshold (5.0) and 2 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK "
                "-> ALARM transition)."
            ),
        ),
        (
            {"points": "-----", "missing": "notBreaching", "current": "ALARM"},
            (
                "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as "
                "[NonBreaching]."
            ),
        ),
        (
            {"points": "000", "periods": 1, "current": "ALARM"},
            (
                "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (01/01/70 00:02:00)] was not greater than the "
                "threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition)."
            ),
        ),
        ({"points": "---", "periods": 1}, "Insufficient Data: 1 datapoint was unknown."),
    ],
)
def test_the_reason_has_the_values_and_the_missing_ones(arguments, reason):
    assert evaluate(**arguments).reason == reason
