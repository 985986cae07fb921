import json
from pathlib import Path

import pytest

MODULE = Path(__file__).parents[3] / "modules" / "event-source-mapping"
ALIAS = "arn:aws:lambda:eu-central-1:123456789012:function:f:live"
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:movie-events"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:failed"
STREAM = "arn:aws:dynamodb:eu-central-1:123456789012:table/movies/stream/2026-01-01T00:00:00.000"
KEY, OTHER_KEY = (f"arn:aws:kms:eu-central-1:123456789012:key/{number}" for number in range(2))
READ_QUEUE = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
READ_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams")


@pytest.fixture(scope="module")
def stack(tf_module):
    return tf_module(MODULE, function={"function": {"alias_arn": ALIAS, "role_name": "f"}})


def mapping(stack, **variables):
    return stack.plan(**variables).one("aws_lambda_event_source_mapping", function_name=ALIAS)


def granted(stack, **variables):
    """Return ``{actions: resources}`` of the policy that the function's role gets."""
    policy = stack.plan(**variables).one("aws_iam_role_policy", role="f")["policy"]
    statements = json.loads(policy)["Statement"]
    assert {statement["Effect"] for statement in statements} == {"Allow"}
    return {tuple(statement["Action"]): statement["Resource"] for statement in statements}


@pytest.mark.parametrize(("destination", "send"), [(QUEUE, "sqs:SendMessage"), (TOPIC, "sns:Publish")])
def test_role_may_read_the_stream_and_send_to_the_on_failure_target_only(stack, destination, send):
    dynamodb = {"stream_arn": STREAM, "on_failure_arn": destination}
    assert granted(stack, dynamodb=dynamodb) == {READ_STREAM: [STREAM], (send,): [destination]}


def test_role_may_read_the_queue_only(stack):
    assert granted(stack, sqs={"queue_arn": QUEUE}) == {READ_QUEUE: [QUEUE]}


def test_role_may_use_the_keys_of_the_source_and_of_the_on_failure_target(stack):
    assert granted(stack, sqs={"queue_arn": QUEUE, "kms_key_arn": KEY})[("kms:Decrypt",)] == [KEY]

    keys = {"kms_key_arn": KEY, "on_failure_kms_key_arn": OTHER_KEY}
    found = granted(stack, dynamodb={"stream_arn": STREAM, "on_failure_arn": QUEUE, **keys})
    assert found[("kms:Decrypt",)] == [KEY]
    assert found[("kms:Decrypt", "kms:GenerateDataKey")] == [OTHER_KEY]


def test_stream_is_read_from_its_beginning_and_a_batch_given_up_is_told(stack):
    planned = mapping(stack, dynamodb={"stream_arn": STREAM, "on_failure_arn": QUEUE})

    assert planned["event_source_arn"] == STREAM
    assert planned["starting_position"] == "TRIM_HORIZON"
    assert planned["function_response_types"] == ["ReportBatchItemFailures"]
    assert planned["bisect_batch_on_function_error"] is True
    assert (planned["batch_size"], planned["maximum_retry_attempts"]) == (100, 5)
    assert planned["destination_config"] == [{"on_failure": [{"destination_arn": QUEUE}]}]


def test_stream_takes_every_setting(stack):
    settings = {
        "batch_size": 10,
        "batching_window_seconds": 1,
        "starting_position": "LATEST",
        "parallelization_factor": 2,
        "bisect_on_error": False,
        "maximum_retry_attempts": 0,
        "maximum_record_age_seconds": 60,
    }
    planned = mapping(stack, dynamodb={"stream_arn": STREAM, "on_failure_arn": QUEUE, **settings})

    assert (planned["batch_size"], planned["maximum_batching_window_in_seconds"]) == (10, 1)
    assert (planned["starting_position"], planned["parallelization_factor"]) == ("LATEST", 2)
    assert planned["bisect_batch_on_function_error"] is False
    assert (planned["maximum_retry_attempts"], planned["maximum_record_age_in_seconds"]) == (0, 60)


def test_queue_is_read_in_batches_of_which_single_messages_can_fail(stack):
    planned = mapping(stack, sqs={"queue_arn": QUEUE})

    assert (planned["event_source_arn"], planned["batch_size"]) == (QUEUE, 10)
    assert planned["function_response_types"] == ["ReportBatchItemFailures"]
    assert planned["scaling_config"] == planned["filter_criteria"] == planned["destination_config"] == []
    assert planned["enabled"] is True


def test_queue_takes_every_setting(stack):
    planned = mapping(
        stack,
        sqs={"queue_arn": QUEUE, "batch_size": 100, "batching_window_seconds": 5, "maximum_concurrency": 2},
        filters=['{"body":{"type":["MovieCreated"]}}'],
        report_batch_item_failures=False,
        enabled=False,
        tags={"team": "movies"},
    )

    assert (planned["batch_size"], planned["maximum_batching_window_in_seconds"]) == (100, 5)
    assert planned["scaling_config"] == [{"maximum_concurrency": 2}]
    assert planned["filter_criteria"] == [{"filter": [{"pattern": '{"body":{"type":["MovieCreated"]}}'}]}]
    assert not planned["function_response_types"]
    assert planned["enabled"] is False
    assert planned["tags"] == {"team": "movies"}
