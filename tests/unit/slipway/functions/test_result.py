"""The responses that `slipway invoke` prints."""

import pytest

from slipway.functions.invoke import Invocation
from slipway.functions.result import print_response


@pytest.mark.parametrize(
    ("payload", "printed"),
    [
        ('{"title": "\x9b2JAm\u00e9lie"}', '{\n  "title": "\\u009b2JAm\u00e9lie"\n}\n'),
        ('"\\u009b2J"', '"\\u009b2J"\n'),
        ('"\\ud800"', '"\\ud800"\n'),
        ("no JSON \x9b2J", "no JSON  2J\n"),
    ],
)
def test_a_response_cannot_control_the_terminal(capsys, payload, printed):
    print_response(Invocation(payload=payload, error=None, log="", version="1", seconds=0.1))
    assert capsys.readouterr().out == printed
