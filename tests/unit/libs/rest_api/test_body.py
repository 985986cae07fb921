import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rest_api import body as body_module
from rest_api.body import MAX_BYTES, json_body
from rest_api.request import HttpError, Request

EVENT = {"resource": "/", "path": "/", "httpMethod": "POST", "requestContext": {"requestId": "the-request"}}


@pytest.fixture(autouse=True)
def _no_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept any JSON: these tests are about its syntax."""
    monkeypatch.setattr(body_module, "find_error", lambda _schema, _value: None)


def parse(body: Any, content_type: str = "application/json", *, encoded: bool = False) -> Any:
    event = {"body": body, "isBase64Encoded": encoded, "headers": {"Content-Type": content_type}}
    return json_body(Request(EVENT | event), {})


def error_of(body: Any, content_type: str = "application/json", *, encoded: bool = False) -> tuple[int, str]:
    with pytest.raises(HttpError) as error:
        parse(body, content_type, encoded=encoded)
    return error.value.status, error.value.message


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_is_parsed_with_and_without_base64(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=True)
    assert parse(text) == value
    assert parse(base64.b64encode(text.encode()).decode(), encoded=True) == value


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON ;x=y"]
)
def test_json_is_accepted_with_any_parameters(content_type: str) -> None:
    assert parse("{}", content_type) == {}


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
def test_another_content_type_is_a_415(content_type: str) -> None:
    assert error_of("{}", content_type)[0] == 415


def test_a_body_of_more_than_64_kib_is_a_413() -> None:
    fits = json.dumps("é" * ((MAX_BYTES - 2) // 2), ensure_ascii=False)
    assert len(fits.encode()) == MAX_BYTES
    assert parse(fits)
    assert error_of(fits + " ")[0] == 413
    assert error_of(base64.b64encode(fits.encode() + b" ").decode(), encoded=True)[0] == 413


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (None, "missing"),
        ("", "missing"),
        (" \n", "missing"),
        ("{", "not valid JSON: Expecting property name"),
        ("title=x", "not valid JSON"),
        ('{"a": 1,}', "not valid JSON"),
        ("\ufeff{}", "not valid JSON"),
        ('{"a": 1, "a": 2}', "'a' occurs twice"),
        ("NaN", "NaN is not a number"),
        ("-Infinity", "-Infinity is not a number"),
        ("1e400", "too large or too small"),
        ("1e-400", "too large or too small"),
        ("1e-131", "too large or too small"),
        ("1e126", "too large or too small"),
        ("1e99999999999999999999", "too large or too small"),
        ("1e-99999999999999999999", "too large or too small"),
        ("7.50000000000000000001", "too many digits"),
        ("7.897333503581722e-178", "the number 7.897333503581722e-1… has"),
        ("9" * 5000, "not valid JSON: the number 99999999999999999999… has too many digits"),
        (f"[-{'9' * 4301}]", "not valid JSON: the number -9999999999999999999… has too many digits"),
        ("[" * 60000, "nested too deeply"),
        ('{"a":' * 10000, "nested too deeply"),
        ('"\\ud800"', "half of a surrogate pair"),
        ('{"\\udc00": 1}', "half of a surrogate pair"),
        ('"\ud800"', "not valid UTF-8"),
        ('"the gateway replaced a byte: \ufffd"', "not valid UTF-8"),
    ],
)
def test_invalid_json_is_a_400_with_the_reason(body: Any, message: str) -> None:
    status, text = error_of(body)
    assert status == 400
    assert message in text


def test_invalid_utf8_and_invalid_base64_are_a_400() -> None:
    assert error_of(base64.b64encode(b'"\xff"').decode(), encoded=True) == (400, "The body is not valid UTF-8.")
    assert error_of("e30", encoded=True) == (400, "The body is not valid Base64.")
    assert error_of("é===", encoded=True) == (400, "The body is not valid Base64.")


@given(st.floats(min_value=0, max_value=10).filter(lambda number: number == 0 or number > 1e-130))
def test_a_number_is_kept_exactly(number: float) -> None:
    assert parse(repr(number)) == number


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("0.0", 0), ("-0.0", 0), ("0e9", 0), ("7.50", 7.5), ("1e1", 10)]
)
def test_other_spellings_of_a_number_are_that_number(text: str, number: float) -> None:
    assert parse(text) == number


def test_a_body_that_does_not_match_its_schema_is_a_400(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    request = Request(EVENT | {"headers": {"content-type": "application/json"}, "body": '{"title": 7}'})
    with pytest.raises(HttpError) as error:
        json_body(request, schema)
    assert (error.value.status, error.value.message) == (400, "title must be a string.")
