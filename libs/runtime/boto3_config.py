"""The limits of `runtime.aws` for boto3's clients, of functions that don't call AWS by `aws_client`."""

import logging

from botocore.config import Config

from runtime.aws import ATTEMPTS, CONNECT_TIMEOUT, READ_TIMEOUT

# At INFO, botocore logs at each cold start where it found the credentials and the endpoint.
logging.getLogger("botocore").setLevel(logging.WARNING)

CONFIG = Config(
    connect_timeout=CONNECT_TIMEOUT,
    read_timeout=READ_TIMEOUT,
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
)
