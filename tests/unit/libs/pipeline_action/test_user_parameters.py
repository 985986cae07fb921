"""UserParameters as JSON and as a query string."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline_action.user_parameters import read_parameters


class Task(StrEnum):
    DEPLOY = "deploy"


@dataclass(frozen=True)
class Parameters:
    alias: str
    max_attempts: int = 1
    force: bool = False
    canary: int | None = None
    task: Task | None = None


@pytest.mark.parametrize(
    "text",
    [
        "alias=test&maxAttempts=3&force=true&canary=10&task=deploy",
        "task=deploy&alias=test&max_attempts=3&force=true&canary=10",
        '{"alias": "test", "maxAttempts": 3, "force": true, "canary": 10, "task": "deploy"}',
        ' {"alias": "test", "max_attempts": 3, "force": true, "canary": 10, "task": "deploy"}\n',
    ],
)
def test_both_forms_have_the_types_of_the_fields(text: str) -> None:
    assert read_parameters(Parameters, text) == Parameters("test", 3, True, 10, Task.DEPLOY)


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("alias=a%20b%26c", "a b&c"),
        ("alias=a+b", "a b"),
        ("alias=", ""),
        ("alias=12", "12"),
        ("alias=true", "true"),
        ("alias=%C3%BC", "ü"),
        ("alias=x=y", "x=y"),
    ],
)
def test_a_value_of_a_query_string_is_decoded_and_stays_text_for_a_field_of_text(text: str, alias: str) -> None:
    assert read_parameters(Parameters, text).alias == alias


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("alias", "must be a JSON object, or a query string such as name=value"),
        ("alias=a&", "must be a JSON object, or a query string"),
        ("alias=%FF", "must be a JSON object, or a query string"),
        ("[]", "must be a JSON object, or a query string"),
        ('{"alias": "a"', "must be a JSON object, or a query string"),
        ("", "must be a JSON object, or a query string"),
        ("alias=a&alias=b", "alias is given twice"),
        ("alias=a&maxAttempts=1&max_attempts=2", "max_attempts is given twice"),
        ('{"alias": "a", "alias": "b"}', "alias is given twice"),
        ("alias=a&colour=red", "unknown key 'colour'; known are alias, canary, force"),
        ("maxAttempts=2", "alias is missing"),
        ("alias=a&maxAttempts=two", "max_attempts must be an integer"),
        ("alias=a&maxAttempts=", "max_attempts must be an integer"),
        ("alias=a&force=yes", "force must be true or false"),
        ("alias=a&task=pack", 'task must be "deploy" or null'),
        ('{"alias": 1}', "alias must be a string"),
        ('{"alias": "a", "maxAttempts": "2"}', "max_attempts must be an integer"),
    ],
)
def test_an_error_names_the_parameter(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"UserParameters:? {message}"):
        read_parameters(Parameters, text)


@given(st.text() | st.dictionaries(st.text(), st.text() | st.integers()).map(str))
def test_any_text_is_read_or_refused(text: str) -> None:
    result: Any = None
    try:
        result = read_parameters(Parameters, text)
    except ValueError:
        return
    assert isinstance(result, Parameters)
