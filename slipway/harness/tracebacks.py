"""Frames that pytest leaves out of a failure, so that it shows the test and the message.

``--full-trace`` shows the harness's frames, as does an exception of another type, which is a bug:
https://docs.pytest.org/en/stable/example/simple.html#writing-well-integrated-assertion-helpers
"""

import operator

from slipway.errors import SlipwayError

hide = operator.methodcaller("errisinstance", (AssertionError, SlipwayError))
