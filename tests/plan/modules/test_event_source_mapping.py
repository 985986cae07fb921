import json
from pathlib import Path

import pytest
from planned_alarms import assert_in_output
from validations import assert_each_refuses

from slipway.terraform.plan_rules import violations

LAMBDA = "arn:aws:lambda:eu-central-1:123456789012:function:f"
ALIAS = f"{LAMBDA}:live"
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:movie-events"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:failed"
TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/movies"
STREAM = f"{TABLE}/stream/2026-01-01T00:00:00.000"
KINESIS = "arn:aws:kinesis:eu-central-1:123456789012:stream/clicks"
CONSUMER = f"{KINESIS}/consumer/f:1700000000"
KEY, OTHER_KEY = (f"arn:aws:kms:eu-central-1:123456789012:key/{number}" for number in range(2))
READ_QUEUE = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
READ_KINESIS = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)
READ_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams")
FUNCTION = {"function": {"function": {"alias_arn": ALIAS, "role_name": "f"}}}


def of_stream(**settings):
    return {"dynamodb": {"stream_arn": STREAM, "on_failure_arn": QUEUE, **settings}}


def of_kinesis(**settings):
    return {"kinesis": {"stream_arn": KINESIS, "on_failure_arn": QUEUE, **settings}}


def of_queue(**settings):
    return {"sqs": {"queue_arn": QUEUE, **settings}}


SCENARIOS = {
    "queue": of_queue(),
    "queue_with_key": of_queue(kms_key_arn=KEY),
    "queue_with_all_settings": {
        **of_queue(batch_size=100, batching_window_seconds=5, maximum_concurrency=2),
        "filters": ['{"body":{"type":["MovieCreated"]}}'],
        "report_batch_item_failures": False,
        "enabled": False,
        "tags": {"team": "movies"},
    },
    "stream": of_stream(),
    "stream_with_topic": of_stream(on_failure_arn=TOPIC),
    "stream_with_keys": of_stream(kms_key_arn=KEY, on_failure_kms_key_arn=OTHER_KEY),
    "kinesis": of_kinesis(),
    "kinesis_consumer": of_kinesis(stream_arn=CONSUMER, kms_key_arn=KEY),
    "stream_with_all_settings": of_stream(
        batch_size=10,
        batching_window_seconds=1,
        starting_position="LATEST",
        parallelization_factor=2,
        bisect_on_error=False,
        maximum_retry_attempts=0,
        maximum_record_age_seconds=60,
    ),
}
REFUSED = {
    "function_name_is_an_arn": {
        "function": {"function": {"alias_arn": ALIAS, "role_name": "f", "name": ALIAS}},
        **of_queue(),
    },
    "alarms_iterator_age_negative": {"alarms": {"iterator_age_milliseconds": -1}, **of_queue()},
    "alarms_actions_no_arn": {"alarms": {"actions": ["alarms"]}, **of_queue()},
    "function_without_alias": {"function": {"function": {"alias_arn": LAMBDA, "role_name": "f"}}, **of_queue()},
    "sqs_queue_url": of_queue(queue_arn="https://sqs.eu-central-1.amazonaws.com/123456789012/q"),
    "sqs_fifo_batch_size": of_queue(queue_arn=f"{QUEUE}.fifo", batch_size=11, batching_window_seconds=0),
    "sqs_fifo_window": of_queue(queue_arn=f"{QUEUE}.fifo", batching_window_seconds=1),
    "sqs_large_batch_without_window": of_queue(batch_size=11),
    "sqs_concurrency_of_one": of_queue(maximum_concurrency=1),
    "sqs_nor_dynamodb": {"sqs": None},
    "sqs_and_dynamodb": of_queue() | of_stream(),
    "dynamodb_table_arn": of_stream(stream_arn=TABLE),
    "dynamodb_on_failure_is_a_function": of_stream(on_failure_arn=LAMBDA),
    "dynamodb_batch_size_zero": of_stream(batch_size=0),
    "dynamodb_window_too_long": of_stream(batching_window_seconds=301),
    "dynamodb_starting_position_unknown": of_stream(starting_position="START"),
    "dynamodb_parallelization_too_high": of_stream(parallelization_factor=11),
    "dynamodb_retries_below_minus_one": of_stream(maximum_retry_attempts=-2),
    "dynamodb_record_age_too_short": of_stream(maximum_record_age_seconds=59),
    "sqs_and_kinesis": of_queue() | of_kinesis(),
    "kinesis_stream_of_a_table": of_kinesis(stream_arn=STREAM),
    "kinesis_on_failure_is_a_function": of_kinesis(on_failure_arn=LAMBDA),
    "kinesis_batch_size_zero": of_kinesis(batch_size=0),
    "kinesis_window_too_long": of_kinesis(batching_window_seconds=301),
    "kinesis_starting_position_unknown": of_kinesis(starting_position="START"),
    "kinesis_parallelization_too_high": of_kinesis(parallelization_factor=11),
    "kinesis_retries_below_minus_one": of_kinesis(maximum_retry_attempts=-2),
    "kinesis_record_age_too_short": of_kinesis(maximum_record_age_seconds=59),
    "filters_no_json": {**of_queue(), "filters": ["eventName = INSERT"]},
}


@pytest.fixture(scope="module")
def plans(tf_module):
    scenarios = {name: {**FUNCTION, **each} for name, each in SCENARIOS.items()}
    return tf_module.plans("modules/event-source-mapping", scenarios)


@pytest.fixture(scope="module")
def mappings(plans):
    """The planned mapping of each scenario."""
    return {name: plan.one("aws_lambda_event_source_mapping", function_name=ALIAS) for name, plan in plans.items()}


@pytest.fixture(scope="module")
def granted(plans):
    """``{actions: resources}`` of the policy that the function's role gets in each scenario."""
    return {name: _granted(plan) for name, plan in plans.items()}


def _granted(plan):
    statements = json.loads(plan.one("aws_iam_role_policy", role="f")["policy"])["Statement"]
    assert {statement["Effect"] for statement in statements} == {"Allow"}
    return {tuple(statement["Action"]): statement["Resource"] for statement in statements}


def test_role_may_read_the_stream_and_send_to_the_on_failure_target_only(granted):
    assert granted["stream"] == {READ_STREAM: [STREAM], ("sqs:SendMessage",): [QUEUE]}
    assert granted["stream_with_topic"] == {READ_STREAM: [STREAM], ("sns:Publish",): [TOPIC]}


def test_role_may_read_the_stream_of_kinesis_and_subscribe_as_the_consumer_only(granted):
    assert granted["kinesis"] == {READ_KINESIS: [KINESIS], ("sqs:SendMessage",): [QUEUE]}
    assert granted["kinesis_consumer"] == {
        READ_KINESIS: [KINESIS],
        ("kinesis:SubscribeToShard",): [CONSUMER],
        ("sqs:SendMessage",): [QUEUE],
        ("kms:Decrypt",): [KEY],
    }


def test_a_stream_of_kinesis_has_the_settings_and_the_alarm_of_any_stream(plans, mappings):
    of_table, of_kinesis_stream = mappings["stream"], mappings["kinesis"]
    assert of_kinesis_stream["event_source_arn"] == KINESIS
    for name in ("batch_size", "starting_position", "maximum_retry_attempts", "maximum_record_age_in_seconds"):
        assert of_kinesis_stream[name] == of_table[name]
    assert of_kinesis_stream["destination_config"] == of_table["destination_config"]
    assert plans["kinesis"].one("aws_cloudwatch_metric_alarm")["metric_name"] == "IteratorAge"
    assert_in_output(plans["kinesis"])


def test_role_may_read_the_queue_only(granted):
    assert granted["queue"] == {READ_QUEUE: [QUEUE]}


def test_role_may_use_the_keys_of_the_source_and_of_the_on_failure_target(granted):
    assert granted["queue_with_key"][("kms:Decrypt",)] == [KEY]
    assert granted["stream_with_keys"][("kms:Decrypt",)] == [KEY]
    assert granted["stream_with_keys"][("kms:Decrypt", "kms:GenerateDataKey")] == [OTHER_KEY]


def test_stream_is_read_from_its_beginning_and_failed_batches_are_reported(mappings):
    planned = mappings["stream"]

    assert planned["event_source_arn"] == STREAM
    assert planned["starting_position"] == "TRIM_HORIZON"
    assert planned["function_response_types"] == ["ReportBatchItemFailures"]
    assert planned["bisect_batch_on_function_error"] is True
    # As long as the stream keeps a record, less half an hour, in which the on-failure destination's message is of use.
    assert (planned["maximum_retry_attempts"], planned["maximum_record_age_in_seconds"]) == (-1, 84_600)
    assert planned["batch_size"] == 100
    assert planned["destination_config"] == [{"on_failure": [{"destination_arn": QUEUE}]}]


def test_stream_takes_every_setting(mappings):
    planned = mappings["stream_with_all_settings"]

    assert (planned["batch_size"], planned["maximum_batching_window_in_seconds"]) == (10, 1)
    assert (planned["starting_position"], planned["parallelization_factor"]) == ("LATEST", 2)
    assert planned["bisect_batch_on_function_error"] is False
    assert (planned["maximum_retry_attempts"], planned["maximum_record_age_in_seconds"]) == (0, 60)


def test_queue_is_read_in_batches_of_which_single_messages_can_fail(mappings):
    planned = mappings["queue"]

    assert (planned["event_source_arn"], planned["batch_size"]) == (QUEUE, 10)
    assert planned["function_response_types"] == ["ReportBatchItemFailures"]
    assert planned["scaling_config"] == planned["filter_criteria"] == planned["destination_config"] == []
    assert planned["enabled"] is True


def test_queue_takes_every_setting(mappings):
    planned = mappings["queue_with_all_settings"]

    assert (planned["batch_size"], planned["maximum_batching_window_in_seconds"]) == (100, 5)
    assert planned["scaling_config"] == [{"maximum_concurrency": 2}]
    assert planned["filter_criteria"] == [{"filter": [{"pattern": '{"body":{"type":["MovieCreated"]}}'}]}]
    assert not planned["function_response_types"]
    assert planned["enabled"] is False
    assert planned["tags"] == {"team": "movies"}


def test_a_second_mapping_of_a_function_on_a_stream_is_refused_before_either_exists(tf_module):
    (line,) = violations(tf_module(Path(__file__).parent / "mapped_twice").plan())
    mappings = [f"module.{name}.aws_lambda_event_source_mapping.this" for name in ("inserts", "removals")]
    assert line.startswith(f"{' and '.join(mappings)} map one stream to one function")


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "event-source-mapping", FUNCTION, REFUSED)
