"""Percentiles, the table and the plot."""

import xml.etree.ElementTree as ElementTree

import pytest

from slipway.bench import report


@pytest.mark.parametrize(
    ("count", "share", "expected"),
    [
        *((1, 50, 1), (1, 99.9, 1), (2, 50, 1), (100, 50, 50), (100, 99, 99), (100, 99.9, 100), (100, 100, 100)),
        *((1000, 99.9, 999), (10_000, 99.9, 9990), (10_000, 75, 7500)),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(count, share, expected):
    values = [float(number) for number in range(count, 0, -1)]
    assert report.percentile(values, share) == expected


def test_the_table_has_the_percentiles_in_milliseconds():
    text = report.table({"cold": [0.1, 0.2, 0.3], "warm": [0.001] * 10, "warm, CPU": []})
    assert text.splitlines() == [
        "| ms | number | 50 % | 75 % | 90 % | 99 % | 99.9 % | max |",
        "|---|---|---|---|---|---|---|---|",
        "| cold | 3 | 200 | 300 | 300 | 300 | 300 | 300 |",
        "| warm | 10 | 1 | 1 | 1 | 1 | 1 | 1 |",
    ]


@pytest.mark.parametrize("series", [{"cold": [0.1, 2.0], "warm": [0.0004]}, {"cold": [0.01]}, {"zero <&>": [0.0]}])
def test_the_plot_is_xml_with_a_line_for_each_series_inside_of_its_frame(series):
    root = ElementTree.fromstring(report.plot("Starts of a <b> & c", series))
    lines = [each for each in root.iter() if each.tag.endswith("polyline")]
    assert len(lines) == len(series)
    for line in lines:
        points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        assert len(points) == len(report.PERCENTILES)
        assert all(0 <= x <= 720 and 0 <= y <= 400 for x, y in points)
    assert set(series) <= {each.text for each in root.iter()}


def test_a_slower_series_is_above_a_faster_one():
    root = ElementTree.fromstring(report.plot("t", {"slow": [1.0], "fast": [0.1]}))
    slow, fast = (each.attrib["points"] for each in root.iter() if each.tag.endswith("polyline"))
    assert float(slow.split(",")[1].split()[0]) < float(fast.split(",")[1].split()[0])
