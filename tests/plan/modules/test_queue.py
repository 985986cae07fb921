"""Module queue: retries, senders, dead letters and alarms."""

import json

import pytest
from planned_alarms import assert_in_output
from validations import assert_each_refuses

ACCOUNT = "eu-central-1:123456789012"
TOPIC = f"arn:aws:sns:{ACCOUNT}:orders"
RULE = f"arn:aws:events:{ACCOUNT}:rule/dev-*"
OTHER_RULE = f"arn:aws:events:{ACCOUNT}:rule/prod-orders"
BUCKET = "arn:aws:s3:::orders"
KEY = f"arn:aws:kms:{ACCOUNT}:key/00000000-0000-0000-0000-000000000000"
REQUIRED = {"name": "orders", "consumer_timeout_seconds": 30}
SCENARIOS = {
    "default": {},
    "null": dict.fromkeys(("visibility_timeout_seconds", "max_receive_count", "sender_arns", "alarms", "tags")),
    "retries": {"visibility_timeout_seconds": 600, "max_receive_count": 3, "retention_days": 1},
    "senders": {"sender_arns": [TOPIC, RULE, OTHER_RULE]},
    "fifo": {"name": "orders.fifo", "sender_arns": [RULE]},
    "longest_name": {"name": "o" * 68},
    "longest_fifo_name": {"name": f"{'o' * 63}.fifo"},
    "own_key": {"kms_key_arn": KEY},
    "alarms": {"alarms": {"oldest_message_seconds": 60, "actions": [TOPIC]}},
}
REFUSED = {
    "name_with_a_dot": {"name": "a.b"},
    "name_without_room_for_the_dead_letter_queue": {"name": "o" * 69},
    "consumer_timeout_seconds_zero": {"consumer_timeout_seconds": 0},
    "visibility_timeout_seconds_below_six_times": {"visibility_timeout_seconds": 179},
    "max_receive_count_zero": {"max_receive_count": 0},
    "retention_days_too_long": {"retention_days": 15},
    "retention_days_shorter_than_the_retries": {"retention_days": 2, "max_receive_count": 960},
    "sender_arns_of_a_schedule": {"sender_arns": [f"arn:aws:scheduler:{ACCOUNT}:schedule/default/s"]},
    "sender_arns_of_any_account": {"sender_arns": ["arn:aws:events:eu-central-1:*:rule/dev-orders"]},
    "sender_arns_bucket_of_a_fifo_queue": {"name": "orders.fifo", "sender_arns": [BUCKET]},
    "kms_key_arn_of_an_alias": {"kms_key_arn": f"arn:aws:kms:{ACCOUNT}:alias/orders"},
    "alarms_oldest_message_zero": {"alarms": {"oldest_message_seconds": 0}},
}
AGE = "ApproximateAgeOfOldestMessage"


@pytest.fixture(scope="module")
def plans(tf_module):
    return tf_module.plans("modules/queue", {name: {**REQUIRED, **each} for name, each in SCENARIOS.items()})


def statements(queue):
    return {statement["Sid"]: statement for statement in json.loads(queue["policy"])["Statement"]}


@pytest.mark.parametrize("scenario", ["default", "null"])
def test_a_message_is_retried_5_times_after_6_timeouts_and_kept_4_days(plans, scenario):
    queue = plans[scenario].one("aws_sqs_queue", name="orders")
    assert queue["visibility_timeout_seconds"] == 180
    assert queue["message_retention_seconds"] == 4 * 24 * 60 * 60
    assert queue["sqs_managed_sse_enabled"] is True
    assert plans[scenario].outputs["max_receive_count"] == 5


def test_retries_can_be_set(plans):
    queue = plans["retries"].one("aws_sqs_queue", name="orders")
    assert queue["visibility_timeout_seconds"] == 600
    assert queue["message_retention_seconds"] == 24 * 60 * 60
    assert plans["retries"].outputs["max_receive_count"] == 3


def test_only_named_services_may_send_and_only_for_the_named_sources(plans):
    assert set(statements(plans["default"].one("aws_sqs_queue", name="orders"))) == {"TlsOnly"}

    found = statements(plans["senders"].one("aws_sqs_queue", name="orders"))
    assert found.keys() == {"TlsOnly", "Sns", "Events"}
    assert {each["Principal"]["Service"] for sid, each in found.items() if sid != "TlsOnly"} == {
        "sns.amazonaws.com",
        "events.amazonaws.com",
    }
    assert found["Sns"]["Condition"] == {"ArnLike": {"aws:SourceArn": [TOPIC]}}
    assert found["Events"]["Condition"] == {"ArnLike": {"aws:SourceArn": [RULE, OTHER_RULE]}}


def test_dead_letter_queue_of_a_fifo_queue_is_fifo(plans):
    queues = {queue["name"]: queue for queue in plans["fifo"].all("aws_sqs_queue")}
    assert queues.keys() == {"orders.fifo", "orders-dead-letter.fifo"}
    assert all(queue["fifo_queue"] for queue in queues.values())
    assert queues["orders.fifo"]["content_based_deduplication"] is True


@pytest.mark.parametrize("scenario", ["longest_name", "longest_fifo_name"])
def test_the_longest_name_leaves_room_for_the_dead_letter_queue(plans, scenario):
    assert max(len(queue["name"]) for queue in plans[scenario].all("aws_sqs_queue")) == 80


def test_the_callers_key_encrypts_both_queues(plans):
    assert [queue["kms_master_key_id"] for queue in plans["own_key"].all("aws_sqs_queue")] == [KEY, KEY]


def test_an_alarm_goes_off_when_a_message_waits_longer_than_its_attempts_take(plans):
    alarm = plans["default"].one("aws_cloudwatch_metric_alarm", metric_name=AGE)
    assert alarm["alarm_name"] == "orders-oldest-message"
    assert (alarm["threshold"], alarm["statistic"]) == (5 * 180, "Maximum")
    assert alarm["treat_missing_data"] == "notBreaching"


def test_both_alarms_notify_and_the_age_can_be_set(plans):
    alarms = plans["alarms"].all("aws_cloudwatch_metric_alarm")
    assert {alarm["alarm_name"] for alarm in alarms} == {"orders-oldest-message", "orders-dead-letter-not-empty"}
    assert_in_output(plans["alarms"])
    assert [alarm["alarm_actions"] for alarm in alarms] == [[TOPIC], [TOPIC]]
    assert plans["alarms"].one("aws_cloudwatch_metric_alarm", metric_name=AGE)["threshold"] == 60


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "queue", REQUIRED, REFUSED)
