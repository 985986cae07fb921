"""The record of a queue's message has the MD5 digest of its attributes, null without attributes.

https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/lambda_/event_source_mapping

MiniStack's records don't have it.
"""

import functools
from typing import Any

from ministack.services import lambda_svc


def apply() -> None:
    """Wrap the handling of a batch, before the function is invoked."""
    run_batch = lambda_svc._run_sqs_batch

    @functools.wraps(run_batch)
    def run_sqs_batch(mapping: Any, function: Any, event: Any, batch: list[Any], url: str, name: str) -> None:  # noqa: ANN401
        digests = {message["id"]: message.get("md5_attrs") for message in batch}
        records = [
            {**record, "md5OfMessageAttributes": digests.get(record["messageId"])} for record in event["Records"]
        ]
        run_batch(mapping, function, {**event, "Records": records}, batch, url, name)

    lambda_svc._run_sqs_batch = run_sqs_batch
