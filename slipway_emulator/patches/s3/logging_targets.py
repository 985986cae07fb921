"""A bucket can log only to a bucket that is there.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json (AWS's answer)

MiniStack keeps any name.
"""

import functools
import re
from typing import Any

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import error_response

_Response = tuple[int, dict[str, str], Any]
_TARGET = re.compile(rb"<TargetBucket>([^<]*)</")
_MESSAGE = "The target bucket for logging does not exist"


def apply() -> None:
    """Wrap PutBucketLogging."""
    put = s3._put_bucket_logging

    @functools.wraps(put)
    def put_bucket_logging(name: str, body: bytes) -> _Response:
        found = _TARGET.search(body)
        target = found[1].decode() if found else None
        if target is not None and s3._ensure_bucket(name) is not None and s3._ensure_bucket(target) is None:
            return error_response("InvalidTargetBucketForLogging", _MESSAGE, 400, {"TargetBucket": target})
        response: _Response = put(name, body)
        return response

    s3._put_bucket_logging = put_bucket_logging
