"""How long a function waits for AWS: no stuck call outlives the function that made it."""

import logging

from botocore.config import Config

# At INFO it says at each cold start where it found the credentials and the endpoint.
logging.getLogger("botocore").setLevel(logging.WARNING)

CONNECT_TIMEOUT = 1
"""Seconds until a connection inside one region must stand."""

READ_TIMEOUT = 3
"""Seconds of silence after which an answer is given up; DynamoDB, SNS and SQS answer in milliseconds."""

ATTEMPTS = 2
"""The call and one retry; whoever called the function tries again better than the function does."""

BACKOFF = 1
"""Seconds, at most, before the first retry in standard mode.

https://docs.aws.amazon.com/boto3/latest/guide/retries.html#standard-retry-mode
"""

SLOWEST_CALL = ATTEMPTS * (CONNECT_TIMEOUT + READ_TIMEOUT) + BACKOFF
"""Seconds that one call can take. An API function makes two at most: its timeout is to be above both."""

CONFIG = Config(
    connect_timeout=CONNECT_TIMEOUT,
    read_timeout=READ_TIMEOUT,
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
)

ONE_ATTEMPT = CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
"""For calls that must not be repeated: a lost answer may be that of a call that was carried out."""
