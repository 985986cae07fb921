import pytest

from slipway_emulator.cloudwatch.expressions import check, evaluate
from slipway_emulator.cloudwatch.functions import ExpressionError, Scope

TIMES = (0, 60, 120, 180)
# Without a value at 180. `if` and `in` are Python's keywords, and may be ids.
METRICS = {
    "errors": {0: 1.0, 60: 0.0, 120: 6.0},
    "calls": {0: 10.0, 60: 0.0},
    "if": {0: 2.0},
}


def value(expression):
    check(expression, frozenset(METRICS))
    return evaluate(expression, Scope(METRICS.__getitem__, METRICS, TIMES, 60))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3 - 4 / 2", 5),
        ("-2^2", -4),
        ("(1 + 2) * 3", 9),
        ("errors * 100", {0: 100, 60: 0, 120: 600}),
        ("100 - errors", {0: 99, 60: 100, 120: 94}),
        ("-errors", {0: -1, 60: 0, 120: -6}),
        ("errors / calls", {0: 0.1}),  # no value where one is missing, and none for 0 / 0
        ("errors > 0", {0: 1, 60: 0, 120: 1}),
        ("errors > 0 AND calls >= 10", {0: 1, 60: 0}),
        ("errors > 5 || calls == 0", {0: 0, 60: 1}),
        ("if + 1", {0: 3}),
        ("IF(calls >= 10, 100 * errors / calls, 0)", {0: 10, 60: 0}),
        ("IF(errors > 5, errors)", {120: 6}),
        ("IF(1 > 2, errors, calls)", METRICS["calls"]),
        ("FILL(calls, 7)", {0: 10, 60: 0, 120: 7, 180: 7}),
        ("FILL(errors, REPEAT)", {0: 1, 60: 0, 120: 6, 180: 6}),
        ("FILL(IF(errors > 0, errors), LINEAR)", {0: 1, 60: 3.5, 120: 6}),
        ("FILL(errors, calls)", {0: 1, 60: 0, 120: 6}),
        ("SUM([errors, calls])", {0: 11, 60: 0, 120: 6}),
        ("MAX(METRICS())", {0: 10, 60: 0, 120: 6}),
        ("SUM(METRICS('calls'))".replace("'", '"'), METRICS["calls"]),
        ("SUM(errors)", 7),
        ("AVG(errors)", 7 / 3),
        ("errors - MIN(errors)", METRICS["errors"]),
        ("MAX(1, 2)", 2),
        ("METRIC_COUNT(METRICS())", 3),
        ("DATAPOINT_COUNT(errors)", 3),
        ("RATE(errors)", {60: -1 / 60, 120: 0.1}),
        ("DIFF(errors)", {60: -1, 120: 6}),
        ("RUNNING_SUM(errors)", {0: 1, 60: 1, 120: 7}),
        ("CEIL(errors / 4)", {0: 1, 60: 0, 120: 2}),
        ("FLOOR(ABS(-errors) / 4)", {0: 0, 60: 0, 120: 1}),
        ("errors / PERIOD(errors)", {0: 1 / 60, 60: 0, 120: 0.1}),
        ("TIME_SERIES(3)", dict.fromkeys(TIMES, 3)),
    ],
)
def test_an_expression_has_its_value(expression, expected):
    assert value(expression) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("SEARCH('x', 'Sum')".replace("'", '"'), "the local AWS doesn't have the function SEARCH"),
        ("IF(errors > 0, ANOMALY_DETECTION_BAND(errors))", "doesn't have the function ANOMALY_DETECTION_BAND"),
        ("errors / nothing", "there is no metric with the id nothing"),
        ("errors +", "syntax error"),
        ("errors; calls", "syntax error at '; calls'"),
        ("errors.real", "syntax error"),
        ("1 < 2 < 3", "syntax error"),
        ("FILL(errors)", "wrong arguments of FILL"),
        ("RATE(1, 2)", "wrong arguments of RATE"),
        ("[METRICS()]", "an array holds time series only"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_with_the_reason(expression, message):
    with pytest.raises(ExpressionError, match=message):
        value(expression)
