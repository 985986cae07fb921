"""An event source mapping of a DynamoDB stream gets past records that its function can't process.

On AWS a failed batch is retried from the lowest sequence number that the function reports, split in two when
the mapping says so, and given up after its number of retries or at its age; what is given up is described to
the on-failure destination, and the shard goes on:
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html

MiniStack 1.5.33 takes a reported failure for success, retries a batch whose function raised for 24 hours
whatever the mapping says, doesn't wait for the batching window, and lets one slow function hold up every
mapping of every account. Here each mapping has a thread of its own for as long as its stream has records.
"""
# ruff: noqa: PLC0415 - so that what a batch goes through can be tested where there is no MiniStack


def apply() -> None:
    """Replace the poller of DynamoDB streams."""
    from ministack.services import lambda_svc

    from .poller import poll

    lambda_svc._poll_dynamodb_streams  # noqa: B018 - fails when it is gone
    lambda_svc._poll_dynamodb_streams = poll
