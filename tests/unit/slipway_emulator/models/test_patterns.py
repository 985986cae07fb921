import pytest

from slipway_emulator.models import patterns
from slipway_emulator.models.service_models import model


@pytest.mark.parametrize(
    ("pattern", "text", "is_valid"),
    [
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", "Straße 名前 a/b:c=d+e@f._-", True),
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", "a!", False),
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", "a\n", False),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "é$1!", True),
        (r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*", "a😀\n", True),
        (r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*", "\x00", False),
        (r"[\w-_]*", "a-b_c", True),
        (r"\p{Print}+", "reads of a table", True),
        (r"\p{Print}+", "a\n", False),
        (r"\[\p{Alpha}[^\]\p{Digit}]\p{Digit}\]", "[ax1]", True),
        (r"\[\p{Alpha}[^\]\p{Digit}]\p{Digit}\]", "[a11]", False),
        ("[a-z]+", "abc1", False),
        ("^[a-z]+", "abc1", True),
        ("^(?!\\s*$).+", "  ", False),
        ("^[^<]+|(?i).*X$", "x<x", True),
        (r"\w+", "é", False),  # Java's \w is ASCII
    ],
)
def test_a_pattern_matches_as_in_java(pattern, text, is_valid):
    assert bool(patterns.compiled(pattern).fullmatch(text)) is is_valid


@pytest.mark.parametrize(
    "service", ["application-autoscaling", "cognito-idp", "dynamodb", "ec2", "events", "iam", "lambda", "logs", "ssm"]
)
def test_every_pattern_of_a_service_has_an_equivalent(service):
    found = {model(service).shape_for(name).metadata.get("pattern") for name in model(service).shape_names}
    assert not [pattern for pattern in found if pattern and patterns.compiled(pattern) is None]


def test_a_pattern_without_an_equivalent_is_not_enforced():
    assert patterns.compiled(r"\p{InGreek}") is None
