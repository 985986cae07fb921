"""What pytest shows of a failure: the test and the message, without the harness's frames between them.

``--full-trace`` shows them, as does any exception that isn't meant for the reader of a test:
https://docs.pytest.org/en/stable/example/simple.html#writing-well-integrated-assertion-helpers
"""

import operator

from slipway.errors import SlipwayError

hide = operator.methodcaller("errisinstance", (AssertionError, SlipwayError))
