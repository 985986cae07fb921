"""https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager"""

from types import SimpleNamespace

import pytest

from slipway_emulator.services.codebuild import environment_variables


@pytest.mark.parametrize(
    ("json", "expected"),
    [
        ('"text"', "text"),
        ("3.10", "3.10"),
        ("1e3", "1e3"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("true", "true"),
        ("null", "null"),
        ('{"a": [1]}', '{"a": [1]}'),
    ],
)
def test_a_value_in_a_json_secret_is_the_text_that_was_written(json, expected):
    client = SimpleNamespace(get_secret_value=lambda **_: {"SecretString": f'{{"key": {json}}}'})

    assert environment_variables._secret("secret:key", client) == expected
