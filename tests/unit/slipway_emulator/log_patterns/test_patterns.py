"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"""

import json

import pytest

from slipway_emulator.log_patterns.conditions import PatternError
from slipway_emulator.log_patterns.patterns import compile_pattern

REQUESTS = ["[ERROR 400] BAD REQUEST", "[ERROR 401] UNAUTHORIZED REQUEST", "[WARN] slow", "[INFO] fine"]
EVENT = {
    "level": "ERROR",
    "n": 3.5,
    "big": 12000,
    "status": "404",
    "ip": "123.123.4.5",
    "flag": True,
    "nothing": None,
    "a.b": {"c d": 1},
    "users": [{"id": 1, "name": "x"}, {"id": 2, "name": "y"}],
    "deep": {"er": {"est": "end"}},
}
ACCESS = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'


def test_a_term_matches_within_a_word():
    """As on AWS: https://github.com/dougmoscrop/serverless-plugin-log-subscription/issues/15"""
    assert compile_pattern("?error ?ERROR ?Error")("INFO    Warm Up Finished with 0 invoke errors")


def test_a_pattern_may_have_no_fields():
    """https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_subscription_filters.py"""
    assert not compile_pattern("[]")("a b")


@pytest.mark.parametrize(
    ("pattern", "numbers"),
    [
        ("", [0, 1, 2, 3]),
        (" ", [0, 1, 2, 3]),
        ("ERROR", [0, 1]),
        ("error", []),  # "case sensitive"
        ("ERROR REQUEST", [0, 1]),
        ("ERROR 400", [0]),
        ('"BAD REQUEST"', [0]),
        ("ERROR -400", [1]),
        ("-ERROR", [2, 3]),
        ('-"[ERROR"', [2, 3]),
        ("?WARN ?400", [0, 2]),
        ("?WARN ?400 ERROR", [0, 1]),  # then the optional terms are ignored
        ("%AUTHORIZED%", [1]),
        ("%^.[EW]%", [0, 1, 2]),
        ("-%40[01]% -INFO", [2]),
    ],
)
def test_terms(pattern, numbers):
    assert [number for number, message in enumerate(REQUESTS) if compile_pattern(pattern)(message)] == numbers


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.level = "ERROR" }',
        '{$.level="ERROR"}',
        "{ $.level = ERROR }",
        '{ $.level = "ERR*" }',
        "{ $.level = %^E.*R$% }",
        '{ $.level != "WARN" }',
        '{ $.level = "ERROR" && $.n > 3 }',
        '{ $.level = "WARN" || $.n >= 3.5 }',
        '{ ($.level = "WARN" || $.n < 4) && $.big = 1.2e4 }',
        # && binds tighter
        '{ $.level = "ERROR" || $.level = "WARN" && $.n > 100 }',
        "{ $.status = 404 }",
        '{ $.status = "404" }',
        "{ $.status = 4* }",
        "{ $.status >= 400 }",
        "{ $.big = 12* }",
        "{ $.ip = 123.123.* }",
        "{ $.ip != 10.* }",
        "{ $.flag IS TRUE }",
        "{ $.flag = true }",
        "{ $.nothing IS NULL }",
        "{ $.other NOT EXISTS }",
        "{ $.n = * }",
        "{ $.['a.b']['c d'] = 1 }",
        "{ $.users[1].name = y }",
        "{ $.users[*].id = 2 }",
        '{ $.deep.er.est = "end" }',
        "{ $.n > -5 }",
    ],
)
def test_a_json_pattern_that_matches(pattern):
    assert compile_pattern(pattern)(json.dumps(EVENT))


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.level = "error" }',
        '{ $.level = "ERR" }',
        '{ $.level = "ERROR" && $.n > 4 }',
        '{ ($.level = "ERROR" || $.level = "WARN") && $.n > 100 }',
        '{ $.other != "x" }',
        "{ $.level > 3 }",
        "{ $.flag IS FALSE }",
        "{ $.flag > 0 }",
        "{ $.other IS NULL }",
        "{ $.nothing NOT EXISTS }",
        "{ $.nothing = * }",
        "{ $.users[2].id = 1 }",
        "{ $.users[*].id = 3 }",
        "{ $.users.id = 1 }",
        '{ $.n = "3.5" }',
    ],
)
def test_a_json_pattern_that_does_not_match(pattern):
    assert not compile_pattern(pattern)(json.dumps(EVENT))


def test_a_json_pattern_matches_objects_only():
    pattern = compile_pattern("{ $.other NOT EXISTS }")
    for message in ("ERROR", "[1]", '"text"', "3", "null", '{"a":', "[" * 100_000):
        assert not pattern(message)
    assert pattern("{}")


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("[ip, user, username, timestamp, request, status_code, bytes]", True),
        ("[ip, user, username, timestamp, request, status_code = 4*, bytes > 1000]", True),
        ("[ip, user, username, timestamp, request, status_code = 404 || status_code = 410, bytes]", True),
        ("[ip != 127.0.0.1, user, username, timestamp, request, status_code, bytes]", False),
        ("[ip, user, username, timestamp, request, status_code, bytes > 2000]", False),
        ("[ip, user, username, timestamp, request = *html*, status_code, bytes]", True),
        ("[ip, user, username, timestamp, request =%^GET%, status_code, bytes]", True),
        ("[ip, user]", False),
        ("[ip = 127.0.0.1, ...]", True),
        ("[..., request =*.html*, status_code = 4*, bytes]", True),
        ("[ip, ..., bytes = 1534]", True),
        ("[..., bytes < 1534]", False),
        ("[a, b, c, d, e, f, g, h]", False),
        ("[a, b, c, d, e, f, g, ...]", True),
        ("[ip, user = Prod && user != Test, ...]", True),
        ("[ip, (user = Prod || user = Test), ...]", True),
    ],
)
def test_a_space_delimited_pattern(pattern, matches):
    assert bool(compile_pattern(pattern)(ACCESS)) is matches


def test_a_match_has_the_fields():
    match = compile_pattern("[ip, ..., size]")(ACCESS)
    assert match.extracted == {"$ip": "127.0.0.1", "$size": "1534"}
    assert (match.find("$size"), match.find("$other")) == ("1534", None)
    match = compile_pattern("{ $.n > 1 && $.deep.er = * || $.level = ERROR }")(json.dumps(EVENT))
    assert match.extracted == {"$.n": "3.5", "$.deep.er": '{"est": "end"}', "$.level": "ERROR"}
    assert (match.find("$.big"), match.find("$.other")) == ("12000", None)


@pytest.mark.parametrize(
    "pattern",
    [
        "a:b",
        "/path",
        '"open',
        "{ $.a = 1",
        "{ $.a }",
        "{ }",
        "{ $.a = }",
        "{ $.a > x }",
        "{ ($.a = 1 }",
        "{ $.a = 1 && }",
        "{ $.a = 1 $.b = 2 }",
        "{ $.a IS 3 }",
        "{ $.a = %(% }",
        "[a, b",
        "[a, , b]",
        "[..., a, ...]",
        "[a = ]",
        "%[%",
    ],
)
def test_a_text_in_another_form_is_refused(pattern):
    with pytest.raises(PatternError):
        compile_pattern(pattern)
