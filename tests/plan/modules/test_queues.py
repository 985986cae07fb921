"""Modules dead-letter-queue and fan-out."""

import json
from pathlib import Path

import pytest

MODULES = Path(__file__).parents[3] / "modules"
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:movies"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:movies"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"
DAY = 24 * 60 * 60


@pytest.fixture(scope="module")
def dead_letter_queue(tf_module):
    return tf_module(MODULES / "dead-letter-queue", name="movies-dead-letter")


@pytest.fixture(scope="module")
def fan_out(tf_module):
    return tf_module(MODULES / "fan-out", name="events", queues={"email": {"consumer_timeout_seconds": 30}})


def statements(queue):
    return {statement["Sid"]: statement for statement in json.loads(queue["policy"])["Statement"]}


def test_dead_letters_are_kept_14_days_encrypted_and_over_tls_only(dead_letter_queue):
    queue = dead_letter_queue.plan().one("aws_sqs_queue", name="movies-dead-letter")

    assert queue["message_retention_seconds"] == 14 * DAY
    assert queue["sqs_managed_sse_enabled"] is True
    assert set(statements(queue)) == {"TlsOnly"}
    assert statements(queue)["TlsOnly"]["Effect"] == "Deny"


def test_only_named_sources_may_send_to_a_dead_letter_queue(dead_letter_queue):
    alone = dead_letter_queue.plan().one("aws_sqs_queue")
    assert json.loads(alone["redrive_allow_policy"]) == {"redrivePermission": "denyAll"}

    named = dead_letter_queue.plan(source_queue_arns=[QUEUE], source_topic_arns=[TOPIC]).one("aws_sqs_queue")
    assert json.loads(named["redrive_allow_policy"]) == {"redrivePermission": "byQueue", "sourceQueueArns": [QUEUE]}
    allow = statements(named)["Topics"]
    assert (allow["Effect"], allow["Principal"]) == ("Allow", {"Service": "sns.amazonaws.com"})
    assert allow["Condition"] == {"ArnEquals": {"aws:SourceArn": [TOPIC]}}


def test_alarm_goes_off_at_the_first_dead_letter_and_not_for_missing_data(dead_letter_queue):
    alarm = dead_letter_queue.plan(alarm_actions=[TOPIC]).one("aws_cloudwatch_metric_alarm")

    assert alarm["dimensions"] == {"QueueName": "movies-dead-letter"}
    assert (alarm["metric_name"], alarm["threshold"]) == ("ApproximateNumberOfMessagesVisible", 0)
    assert alarm["comparison_operator"] == "GreaterThanThreshold"
    assert alarm["treat_missing_data"] == "notBreaching"
    assert alarm["alarm_actions"] == alarm["ok_actions"] == [TOPIC]


def test_alarm_speaks_of_redriving_only_where_sqs_can(dead_letter_queue):
    for sources, advice in (([], "send them again."), ([QUEUE], "redrive them.")):
        alarm = dead_letter_queue.plan(source_queue_arns=sources).one("aws_cloudwatch_metric_alarm")
        assert alarm["alarm_description"].endswith(advice)


@pytest.mark.parametrize("example", ["dead-letter-queue/examples/sources", "fan-out/examples/complete"])
def test_topic_of_an_example_takes_what_alarms_tell_it(tf, example):
    # CloudWatch may not use AWS's key for SNS: https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
    topic = tf(MODULES / example, name="example").plan().one("aws_sns_topic", name="example-alarms")
    assert topic["kms_master_key_id"] != "alias/aws/sns"


def test_a_key_of_ones_own_takes_the_place_of_the_managed_one(dead_letter_queue, fan_out):
    assert dead_letter_queue.plan(kms_key_arn=KEY).one("aws_sqs_queue")["kms_master_key_id"] == KEY

    plan = fan_out.plan(kms_key_arn=KEY)
    assert plan.one("aws_sns_topic")["kms_master_key_id"] == KEY
    assert {queue["kms_master_key_id"] for queue in plan.all("aws_sqs_queue")} == {KEY}


def test_dead_letter_queue_of_a_fifo_queue_is_fifo(dead_letter_queue):
    assert dead_letter_queue.plan(name="movies.fifo").one("aws_sqs_queue")["fifo_queue"] is True


def test_visibility_timeout_is_six_times_the_consumers(fan_out):
    assert fan_out.plan().one("aws_sqs_queue", name="events-email")["visibility_timeout_seconds"] == 180


def test_queue_gets_messages_as_they_were_published(fan_out):
    plan = fan_out.plan()

    subscription = plan.one("aws_sns_topic_subscription", protocol="sqs")
    assert subscription["raw_message_delivery"] is True
    assert plan.one("aws_sns_topic", name="events")["kms_master_key_id"] == "alias/aws/sns"
    assert plan.one("aws_sqs_queue", name="events-email")["sqs_managed_sse_enabled"] is True


def test_every_queue_has_a_dead_letter_queue_and_an_alarm(tf):
    plan = tf(MODULES / "fan-out" / "examples" / "complete", name="events").plan()

    names = {queue["name"] for queue in plan.all("aws_sqs_queue")}
    assert names == {"events-email", "events-audit", "events-email-dead-letter", "events-audit-dead-letter"}
    assert len(plan.all("aws_cloudwatch_metric_alarm")) == 2
    (audit,) = [item for item in plan.all("aws_sns_topic_subscription") if item["filter_policy"]]
    assert json.loads(audit["filter_policy"]) == {"Type": ["MovieDeleted"]}
    assert plan.one("aws_sqs_queue", name="events-audit")["message_retention_seconds"] == 14 * DAY
    assert plan.one("aws_sqs_queue", name="events-email")["visibility_timeout_seconds"] == 300
