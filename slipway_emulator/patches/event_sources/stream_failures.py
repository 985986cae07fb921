"""An event source mapping of a stream applies retry limits, bisecting and on-failure destinations.

On AWS a failed batch is retried from the lowest sequence number that the function reports, and split in two if the
mapping is configured so. It is discarded after the maximum number of retries or at the maximum age. The on-failure
destination, a queue, a topic or a bucket, then gets a description of the discarded records, and the mapping continues
with the next ones. Each shard of a stream of Kinesis is read independently, maybe from a timestamp or as a consumer:
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html

MiniStack treats a reported failure as success, and whatever the mapping's settings are, retries a batch of a table's
stream for 24 hours after an exception, and one of Kinesis without a limit. It ignores the batching window, AT_TIMESTAMP
and records between the creation of a mapping and its first reading, and refuses consumers. One slow function delays
the mappings of all accounts. With this patch each shard has its own thread while it has records.
"""

import functools
import json
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.patches.event_sources.stream_poller import shards
from slipway_emulator.patches.event_sources.stream_poller.poller import poll

_Response = tuple[Any, ...]


def apply() -> None:
    """Replace the pollers of streams, and wrap the creation of mappings."""
    lambda_svc._poll_dynamodb_streams = poll
    lambda_svc._poll_kinesis = _poll_nothing
    create, start, name_of = (
        lambda_svc._create_esm,
        lambda_svc._init_stream_position,
        lambda_svc._kinesis_stream_name_from_arn_spec,
    )

    @functools.wraps(create)
    def create_mapping(request: dict[str, Any]) -> _Response:
        moment = request.get("StartingPositionTimestamp")
        token = shards.starting_timestamp.set(moment or 0.0)
        try:
            response: _Response = create(request)
        finally:
            shards.starting_timestamp.reset(token)
        return response if moment is None else _with_timestamp(response, moment)

    @functools.wraps(start)
    def init_position(mapping_id: str, arn: str, starting: str) -> None:
        start(mapping_id, arn, starting)
        shards.start_reading(mapping_id, arn, starting)

    @functools.wraps(name_of)
    def stream_name(spec: Any) -> str | None:  # noqa: ANN401 - MiniStack's ARN
        stream, separator, _ = spec.resource.partition("/consumer/")
        return str(stream.removeprefix("stream/")) if separator else name_of(spec)

    lambda_svc._create_esm, lambda_svc._init_stream_position = create_mapping, init_position
    lambda_svc._kinesis_stream_name_from_arn_spec = stream_name


def _poll_nothing() -> bool:
    """Stand for the poller of Kinesis, whose streams `poll` reads too."""
    return False


def _with_timestamp(response: _Response, moment: float) -> _Response:
    status, headers, body = response
    if not (mapping := lambda_svc._esms.get(json.loads(body).get("UUID"))):
        return response
    mapping["StartingPositionTimestamp"] = moment
    return status, headers, json.dumps(lambda_svc._esm_response(mapping)).encode()
