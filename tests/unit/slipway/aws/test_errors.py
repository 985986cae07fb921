"""Messages for errors on the way to AWS."""

import errno
import os

import pytest

from slipway.aws.errors import describe


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "No space left on device"),
        (OSError(errno.EACCES, "Permission denied", "/build/a.zip"), "/build/a.zip: Permission denied"),
        (OSError("timed out"), "timed out"),
    ],
)
def test_an_error_of_the_system_has_its_message_and_its_file_without_a_number(error, message):
    assert describe(error) == message
