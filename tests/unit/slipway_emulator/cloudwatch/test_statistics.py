import pytest

from slipway_emulator.cloudwatch.statistics import Sample, is_valid, statistic

TO_100 = [Sample(float(number)) for number in range(1, 101)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SampleCount", 100),
        ("Sum", 5050),
        ("Average", 50.5),
        ("Minimum", 1),
        ("Maximum", 100),
        ("p0", 1),
        ("p50", 50.5),
        ("p99", 99.01),
        ("p99.9", 99.901),
        ("p100", 100),
        ("tm90", 45.5),
        ("TM(10%:90%)", 50.5),
        ("TM(:10)", 5.5),
        ("IQM", 50.5),
        ("tc90", 90),
        ("TS(90:)", 955),
        ("PR(:25)", 25),
        ("PR(25:75)", 50),
        ("WM(:50)", (1275 + 50 * 50) / 100),
    ],
)
def test_a_statistic_of_the_numbers_up_to_100(name, expected):
    assert is_valid(name)
    assert statistic(name, TO_100) == pytest.approx(expected)


def test_a_value_counts_as_often_as_it_was_published():
    samples = [Sample(1.0, 99), Sample(500.0, 1)]
    assert statistic("Average", samples) == pytest.approx(5.99)
    assert statistic("p50", samples) == 1
    assert statistic("p100", samples) == 500


def test_no_samples_have_no_statistic():
    assert statistic("Sum", []) is None
    assert statistic("tm99", [Sample(1.0, 0)]) is None


@pytest.mark.parametrize("name", ["sum", "Median", "p", "99", "TM(1-2)"])
def test_other_names_are_refused(name):
    assert not is_valid(name)
