"""An event source mapping of a DynamoDB stream applies retry limits, bisecting and on-failure destinations.

On AWS a failed batch is retried from the lowest sequence number that the function reports, and split in two if the
mapping is configured so. It is discarded after the maximum number of retries or at the maximum age. The on-failure
destination then gets a description of the discarded records, and the mapping continues with the next ones:
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html

MiniStack treats a reported failure as success, retries a batch for 24 hours after an exception whatever the
mapping's settings, and ignores the batching window. One slow function delays the mappings of all accounts. With this
patch each mapping has its own thread while its stream has records.
"""

from ministack.services import lambda_svc

from slipway_emulator.patches.event_sources.stream_poller.poller import poll


def apply() -> None:
    """Replace the poller of DynamoDB streams."""
    lambda_svc._poll_dynamodb_streams = poll
