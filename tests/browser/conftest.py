import pytest
from chromium import launched


# A module's, not the session's: while it is there, no other test of this process can run an event loop.
@pytest.fixture(scope="module")
def browser():
    with launched() as browser:
        yield browser
