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


@pytest.mark.parametrize(
    ("query", "place", "fields"),
    [
        ("parse span '* /*' as method, path", 0, {"method": "GET", "path": "movies"}),
        ("""parse '"span": "*"' as name""", 0, {"name": "GET /movies"}),
        ("parse @message 'JSON*' as rest", 4, {"rest": " # at all"}),
        ("parse '* JSON # * all' as first, last", 4, {"first": "not", "last": "at"}),
        (r"parse span /(?<method>[A-Z]+) \/(?<path>\w+)/", 0, {"method": "GET", "path": "movies"}),
        ("parse @message /not (?<Kind>json)/i", 4, {"Kind": "JSON"}),
        ("parse span /(?<method>GET|PUT)( (?<path>.+))?/", 2, {"method": "PUT"}),
        ("parse span '* *' as method, path | parse path '/*' as name", 0, {"path": "/movies", "name": "movies"}),
    ],
)
def test_parse_extracts_fields_by_wildcards_or_by_named_groups(query, place, fields):
    (result,) = [result for result in select(f"{query} | display {', '.join(fields)}") if result["@ptr"] == str(place)]
    assert result == {**fields, "@ptr": str(place)}


def test_an_event_that_does_not_match_stays_without_the_fields():
    assert select("parse span '* /*' as method, path | display method") == [
        {"method": "GET", "@ptr": "0"},
        {"method": "GET", "@ptr": "1"},
        {"@ptr": "2"},
        {"@ptr": "3"},
        {"@ptr": "4"},
    ]
    assert select("parse span '* /*' as method, path | stats count(*) by method") == [
        {"method": "GET", "count(*)": "2"},
        {"count(*)": "3"},
    ]


def test_bin_groups_events_by_time():
    times = [1000, 300_999, 301_000, 86_400_000, 90_000_000]
    events = [{"@timestamp": "", "@message": "", "@ptr": "", MILLISECONDS: str(time)} for time in times]

    def counts(query):
        return [dict(result) for result in Query(query).select(list(events))[1]]

    assert counts("stats count(*) as n by bin(5m) | sort bin(5m) desc | limit 2") == [
        {"bin(5m)": "1970-01-02 01:00:00.000", "n": "1"},
        {"bin(5m)": "1970-01-02 00:00:00.000", "n": "1"},
    ]
    assert [each["n"] for each in counts("stats count(*) as n by bin(5m)")] == ["1", "2", "1", "1"]
    assert counts("stats count(*) as n by bin(1day) as day, missing") == [
        {"day": "1970-01-01 00:00:00.000", "n": "3"},
        {"day": "1970-01-02 00:00:00.000", "n": "2"},
    ]
    assert [each["n"] for each in counts("stats count(*) as n by bin(1000ms)")] == ["1", "1", "1", "1", "1"]
    assert counts("stats count(*) as n by bin(1h) | stats max(n) as most") == [{"most": "3"}]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("filter ispresent(span) | dedup span", "21"),
        ("filter ispresent(span) | sort durationMs | dedup span", "02"),
        ("sort @timestamp | dedup span", "0234"),
        ("sort @timestamp | dedup level, span", "0234"),
        ("sort @timestamp | dedup level, durationMs", "01234"),
        ("sort @timestamp | dedup span | limit 2", "02"),
    ],
)
def test_dedup_keeps_the_first_event_of_each_value_and_those_without_it(query, places):
    assert selected(query) == places


def test_groups_can_be_deduplicated():
    query = "stats count(*) as n by level, span | sort level desc, n desc | dedup n"
    assert [each["n"] for each in select(query)] == ["2", "1"]


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("filter ispresent(span) | limit 1", 3),
        ("filter ispresent(span) | dedup span", 3),
        ("filter ispresent(span) | stats count(*) by span | sort span", 3),
    ],
)
def test_the_number_of_matches_is_before_the_limit_duplicates_and_groups(query, matched):
    assert Query(query).select(rows())[0] == matched


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("unnest tags into tag", "doesn't have the command unnest, only dedup, display"),
        ("parse @message logfmt", "expected a pattern in quotes or slashes after parse @message, found logfmt"),
        ("parse @message", "expected a pattern .* found the end of the command"),
        ("parse @message '*'", "expected as, found the end"),
        ("parse @message '* *' as a", r"the number of wildcards \(2\) must be the number of fields \(1\)"),
        ("parse @message /(.*)/", r"has no named group: write \(\?<name>"),
        ("parse @message /(?<a>/", "invalid regular expression"),
        ("stats count(*) by bin(5)", "unexpected symbol found 5"),
        ("stats count(*) by bin(1mo)", "doesn't have the period 1mo of bin"),
        ("stats count(*) by bin(0m)", "doesn't have the period 0m of bin"),
        ("stats count(*) by bin()", r"unexpected symbol found \)"),
        ("dedup span | sort durationMs", "only limit can be used after dedup, not sort"),
        ("dedup", "unexpected symbol found the end of the command"),
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
