"""A condition that an object be modified since a time in the future is ignored.

"A recipient MUST ignore the If-Modified-Since header field if … the field value is not a valid HTTP-date", and a date
later than the server's is invalid:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
https://www.rfc-editor.org/rfc/rfc2616#section-14.25
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
(test_s3_get_object_preconditions)

MiniStack answers that the object isn't modified.
"""

import functools
from datetime import UTC, datetime
from typing import Any

from ministack.services import s3

_Headers = dict[str, str]
_HEADER = "if-modified-since"


def apply() -> None:
    """Wrap the function that checks the conditions of a request to read."""
    check = s3._check_read_preconditions

    @functools.wraps(check)
    def check_conditions(headers: _Headers, *arguments: object) -> Any:  # noqa: ANN401 - MiniStack's
        since = s3._parse_http_date(headers[_HEADER]) if _HEADER in headers else None
        if since and since > datetime.now(UTC):
            headers = {name: value for name, value in headers.items() if name != _HEADER}
        return check(headers, *arguments)

    s3._check_read_preconditions = check_conditions
