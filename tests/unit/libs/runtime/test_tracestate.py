"""The cases of W3C's own tests, and its limits: https://github.com/w3c/trace-context/blob/main/test/test.py."""

import pytest

from runtime.tracestate import valid

KEY = "abcdefghijklmnopqrstuvwxyz0123456789_-*/@"
VALUE = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in ",=")


@pytest.mark.parametrize(
    ("tracestate", "expected"),
    [
        ("foo=1", "foo=1"),
        ("foo=1,bar=2", "foo=1,bar=2"),
        ("foo=1 \t , \t bar=2, \t baz=3", "foo=1,bar=2,baz=3"),
        ("foo=1,,bar=2,", "foo=1,bar=2"),
        ("foo=1,foo=2", "foo=1,foo=2"),
        ("foo= 1", "foo= 1"),
        (f"{KEY}={VALUE}", f"{KEY}={VALUE}"),
        (f"{'a' * 127}=1", f"{'a' * 127}=1"),
        ("tenant@vendor=1,0=0", "tenant@vendor=1,0=0"),
        (",".join(f"b{n}=1" for n in range(32)), ",".join(f"b{n}=1" for n in range(32))),
        ("", ""),
        (" , ", ""),
    ],
)
def test_a_valid_list_is_kept(tracestate: str, expected: str) -> None:
    assert valid(tracestate) == expected


@pytest.mark.parametrize(
    "tracestate",
    [
        "foo",
        "foo=",
        "=1",
        "foo =1",
        "Foo=1",
        "foo.bar=1",
        "@foo=1",
        "foo=1=2",
        "foo=b\tar",
        "foo=b\nar",
        "foo=1\r\nx: y",
        "foo=\u00e9",
        "foo=\x7f",
        "foo=1;bar=2",
        f"{'a' * 257}=1",
        f"a={'1' * 257}",
        ",".join(f"b{n}=1" for n in range(33)),
    ],
)
def test_an_invalid_list_is_dropped(tracestate: str) -> None:
    assert valid(tracestate) == valid(f"bar=2,{tracestate}") == ""


def test_of_a_list_above_512_characters_long_members_are_dropped_first_and_then_the_last() -> None:
    short = [f"k{n:02}={'v' * 16}" for n in range(26)]  # 20 characters each
    assert valid(",".join(short[:24])) == ",".join(short[:24])  # 503
    assert valid(",".join(short)) == ",".join(short[:24])
    long = f"long={'v' * 124}"  # 129
    assert valid(",".join([long, *short[:20]])) == ",".join(short[:20])
    assert valid(",".join([long, *short[:10]])) == ",".join([long, *short[:10]])
    assert valid(",".join(f"a{n}={'v' * 250}" for n in range(32))) == f"a0={'v' * 250},a1={'v' * 250}"


def test_a_header_as_long_as_api_gateway_takes_raises_no_error() -> None:
    assert valid(f"a={'v' * 10_240}") == ""
    assert valid("," * 10_240) == ""
