"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html"""

import json

import pytest

from slipway_emulator.log_insights.conditions import MILLISECONDS
from slipway_emulator.log_insights.query import Query, row
from slipway_emulator.log_insights.tokens import QueryError

MESSAGES = [
    {"level": "INFO", "message": "span", "span": "GET /movies", "durationMs": 9.5},
    {"level": "INFO", "message": "span", "span": "GET /movies", "durationMs": 20},
    {"level": "ERROR", "message": 'a "reason" | here', "span": "PUT", "durationMs": 100, "tags": ["a", None]},
    {"type": "platform.report", "record": {"metrics": {"initDurationMs": 80}, "ok": True}},
    "not JSON # at all",
]


def rows():
    """Return the messages as rows, of which each has its number as its place."""
    return [
        row(
            {
                "@ptr": str(number),
                "@timestamp": f"2026-11-29 12:00:0{number}.000",
                "@message": message if isinstance(message, str) else json.dumps(message),
            }
        )
        | {MILLISECONDS: str(1000 + number)}
        for number, message in enumerate(MESSAGES)
    ]


def select(query):
    return [dict(result) for result in Query(query).select(rows())[1]]


def selected(query):
    """Return the places of the messages that a query selects."""
    return "".join(result["@ptr"] for result in select(query))


@pytest.mark.parametrize(
    ("condition", "places"),
    [
        ('level = "ERROR"', "2"),
        ("level='ERROR'", "2"),
        ('level != "ERROR"', "0134"),
        ('`level` = "INFO" and durationMs > 9.5', "1"),
        ("durationMs >= 9.5 and durationMs <= 20", "01"),
        ("durationMs < 10 or durationMs > 99", "02"),
        ("durationMs > 9 and (span = 'PUT' or durationMs < 10)", "02"),
        ('not level = "INFO"', "234"),
        ("not (ispresent(span) or ispresent(type))", "4"),
        ("ispresent(record.metrics.initDurationMs)", "3"),
        ("record.ok = 'true'", "3"),
        ("tags.0 = 'a'", "2"),
        ("ispresent(tags.1)", ""),
        ("span like /movies$/", "01"),
        ("@message like /NOT json/i", "4"),
        ("@message not like /span/", "34"),
        ('@message like "# at"', "4"),
        ("span =~ /G.T|PUT/", "012"),
        ('span like "G.T"', ""),
        ("span in ['PUT', 'POST']", "2"),
        ("span not in ['PUT']", "0134"),
        ("toMillis(@timestamp) >= 1003", "34"),
        ("durationMs > missing", ""),
        ('message = "a \\"reason\\" | here"', "2"),
    ],
)
def test_a_filter_selects_the_events_for_which_its_condition_is_true(condition, places):
    assert selected(f"filter {condition}") == places


def test_filters_are_applied_one_after_the_other():
    assert selected("FILTER ispresent(span) # a comment\n| filter level = 'INFO' | limit 1") == "0"


@pytest.mark.parametrize(
    ("order", "places"),
    [
        ("durationMs desc", "21034"),
        ("durationMs", "01234"),
        ("durationMs asc", "01234"),
        ("level desc, durationMs desc", "10234"),
        ("@timestamp desc", "43210"),
    ],
)
def test_numbers_are_sorted_as_numbers_and_events_without_the_field_come_last(order, places):
    assert selected(f"sort {order}") == places


def test_the_result_has_the_fields_that_are_named_and_that_an_event_has():
    assert select("fields @timestamp, span | fields level | filter durationMs > 99") == [
        {"@timestamp": "2026-11-29 12:00:02.000", "span": "PUT", "level": "ERROR", "@ptr": "2"}
    ]
    assert select("fields level | display type | filter ispresent(type)") == [{"type": "platform.report", "@ptr": "3"}]
    assert {*select("limit 1")[0]} == {"@timestamp", "@message", "@ptr"}


def test_statistics_are_of_each_group():
    query = """
        filter ispresent(span)
        | stats count(*) as spans, avg(durationMs), pct(durationMs, 100) as p100, max(durationMs) as slowest
          by span, level
        | sort slowest desc"""
    assert select(query) == [
        {"span": "PUT", "level": "ERROR", "spans": "1", "avg(durationMs)": "100", "p100": "100", "slowest": "100"},
        {
            "span": "GET /movies",
            "level": "INFO",
            "spans": "2",
            "avg(durationMs)": "14.75",
            "p100": "20",
            "slowest": "20",
        },
    ]


def test_statistics_without_a_group_are_of_all_events():
    query = (
        "stats count(*) as n, count(span) as spans, count_distinct(level), sum(durationMs) as all, min(missing) as m"
    )
    assert select(query) == [{"n": "5", "spans": "3", "count_distinct(level)": "2", "all": "129.5"}]
    assert select(f"{query} | display n") == [{"n": "5"}]


def test_the_number_of_matches_is_before_the_limit():
    assert Query("filter ispresent(span) | limit 1").select(rows())[0] == 3


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("parse @message '*' as a", "doesn't have the command parse, only display"),
        ("filter strlen(span) = 3", r"doesn't have the function strlen\(span\)"),
        ("stats stddev(durationMs)", r"doesn't have the function stddev\(durationMs\)"),
        ("stats pct(durationMs)", r"doesn't have the function pct\(durationMs\)"),
        ("stats count(*, 3)", "doesn't have the function"),
        ("filter level", "unexpected symbol found the end of the command"),
        ("filter level = ", "unexpected symbol found the end of the command"),
        ("filter level = 'a' 'b'", "unexpected symbol found b"),
        ("filter (level = 'a'", r"expected \), found the end"),
        ("filter level like /(/", "invalid regular expression"),
        ("filter level ; 1", "unexpected symbol found ; at position 13"),
        ("filter level not = 'a'", "expected like or in"),
        ("filter level , 'a'", "unexpected symbol found ,"),
        ("limit 0", "limit must be 1 to 10000"),
        ("limit 1.5", "limit must be 1 to 10000"),
        ("sort durationMs down", "unexpected symbol found down"),
        ("= 3", "unexpected symbol found ="),
    ],
)
def test_what_is_malformed_or_not_supported_is_refused(query, message):
    with pytest.raises(QueryError, match=message):
        Query(query)
