"""Modules dead-letter-queue and fan-out."""

import json

import pytest
from planned_alarms import assert_in_output
from validations import assert_each_refuses

QUEUE = "arn:aws:sqs:eu-central-1:123456789012:movies"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:movies"
RULE = "arn:aws:events:eu-central-1:123456789012:rule/movies"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000"
DAY = 24 * 60 * 60
DEAD_LETTER_QUEUE = {"name": "movies-dead-letter"}
DEAD_LETTER_QUEUES = {
    "default": {},
    "of_queue": {"source_queue_arns": [QUEUE]},
    "of_queue_and_topic": {"source_queue_arns": [QUEUE], "source_topic_arns": [TOPIC], "source_rule_arns": [RULE]},
    "alarm": {"alarms": {"actions": [TOPIC]}},
    "no_alarm": {"alarms": {"enabled": False}},
    "own_key": {"kms_key_arn": KEY},
    "fifo": {"name": "movies.fifo"},
}
REFUSED_DEAD_LETTER_QUEUES = {
    "name_with_a_dot": {"name": "a.b"},
    "source_queue_arns_too_many": {"source_queue_arns": [f"{QUEUE}-{number}" for number in range(11)]},
    "retention_days_too_long": {"retention_days": 15},
    "source_rule_arns_of_a_topic": {"source_rule_arns": [TOPIC]},
}
CONSUMER = {"consumer_timeout_seconds": 30}
FAN_OUT = {"name": "events", "queues": {"email": CONSUMER}}
FAN_OUTS = {
    "default": {},
    "own_key": {"kms_key_arn": KEY},
    "fifo": {"name": "events.fifo"},
    "two": {
        "name": "events.fifo",
        "queues": {"email": CONSUMER, "audit": {**CONSUMER, "visibility_timeout_seconds": 300, "max_receive_count": 3}},
    },
    "alarms": {"alarms": {"oldest_message_seconds": 60, "actions": [TOPIC]}},
    "no_alarms": {"alarms": {"enabled": False}},
    "body": {"queues": {"email": {**CONSUMER, "filter_policy": "{}", "filter_scope": "MessageBody"}}},
}
REFUSED_FAN_OUTS = {
    "name_with_a_dot": {"name": "a.b"},
    "queues_consumer_timeout_zero": {"queues": {"q": {"consumer_timeout_seconds": 0}}},
    "queues_visibility_timeout_below_six_times": {"queues": {"q": {**CONSUMER, "visibility_timeout_seconds": 179}}},
    "queues_max_receive_count_zero": {"queues": {"q": {**CONSUMER, "max_receive_count": 0}}},
    "queues_retention_too_long": {"queues": {"q": {**CONSUMER, "retention_days": 15}}},
    "queues_filter_policy_no_json": {"queues": {"q": {**CONSUMER, "filter_policy": "Type"}}},
    "queues_filter_scope_unknown": {"queues": {"q": {**CONSUMER, "filter_scope": "Body"}}},
    "alarms_oldest_message_zero": {"alarms": {"oldest_message_seconds": 0}},
    "alarms_actions_no_arn": {"alarms": {"actions": ["alarms"]}},
    "queues_key_with_a_dot": {"queues": {"a.b": CONSUMER}},
}


@pytest.fixture(scope="module")
def dead_letter_queues(tf_module):
    scenarios = {name: {**DEAD_LETTER_QUEUE, **each} for name, each in DEAD_LETTER_QUEUES.items()}
    return tf_module.plans("modules/dead-letter-queue", scenarios)


@pytest.fixture(scope="module")
def fan_outs(tf_module):
    return tf_module.plans("modules/fan-out", {name: {**FAN_OUT, **each} for name, each in FAN_OUTS.items()})


def statements(queue):
    return {statement["Sid"]: statement for statement in json.loads(queue["policy"])["Statement"]}


def test_dead_letters_are_kept_14_days_encrypted_and_over_tls_only(dead_letter_queues):
    queue = dead_letter_queues["default"].one("aws_sqs_queue", name="movies-dead-letter")

    assert queue["message_retention_seconds"] == 14 * DAY
    assert queue["sqs_managed_sse_enabled"] is True
    assert set(statements(queue)) == {"TlsOnly"}
    assert statements(queue)["TlsOnly"]["Effect"] == "Deny"


def test_only_named_sources_may_send_to_a_dead_letter_queue(dead_letter_queues):
    default = dead_letter_queues["default"].one("aws_sqs_queue")
    assert json.loads(default["redrive_allow_policy"]) == {"redrivePermission": "denyAll"}

    named = dead_letter_queues["of_queue_and_topic"].one("aws_sqs_queue")
    assert json.loads(named["redrive_allow_policy"]) == {"redrivePermission": "byQueue", "sourceQueueArns": [QUEUE]}
    allow = statements(named)["Topics"]
    assert (allow["Effect"], allow["Principal"]) == ("Allow", {"Service": "sns.amazonaws.com"})
    assert allow["Condition"] == {"ArnEquals": {"aws:SourceArn": [TOPIC]}}
    allow = statements(named)["Rules"]
    assert (allow["Effect"], allow["Principal"]) == ("Allow", {"Service": "events.amazonaws.com"})
    assert allow["Condition"] == {"ArnEquals": {"aws:SourceArn": [RULE]}}


def test_alarm_goes_off_at_the_first_dead_letter_and_not_for_missing_data(dead_letter_queues):
    alarm = dead_letter_queues["alarm"].one("aws_cloudwatch_metric_alarm")

    assert alarm["dimensions"] == {"QueueName": "movies-dead-letter"}
    assert (alarm["metric_name"], alarm["threshold"]) == ("ApproximateNumberOfMessagesVisible", 0)
    assert alarm["comparison_operator"] == "GreaterThanThreshold"
    assert alarm["treat_missing_data"] == "notBreaching"
    assert alarm["alarm_actions"] == alarm["ok_actions"] == [TOPIC]
    assert_in_output(dead_letter_queues["alarm"])
    assert dead_letter_queues["no_alarm"].all("aws_cloudwatch_metric_alarm") == []
    assert_in_output(dead_letter_queues["no_alarm"])


@pytest.mark.parametrize(("scenario", "advice"), [("default", "send them again."), ("of_queue", "redrive them.")])
def test_alarm_advises_to_redrive_only_if_sqs_can(dead_letter_queues, scenario, advice):
    alarm = dead_letter_queues[scenario].one("aws_cloudwatch_metric_alarm")
    assert alarm["alarm_description"].endswith(advice)


@pytest.mark.parametrize("example", ["dead-letter-queue/sources", "fan-out/complete"])
def test_alarms_may_publish_to_the_topic_of_an_example(examples, example):
    # CloudWatch may not use AWS's key for SNS: https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
    topic = examples[example].one("aws_sns_topic", name="example-alarms")
    assert topic["kms_master_key_id"] != "alias/aws/sns"


def test_the_callers_key_replaces_the_managed_one(dead_letter_queues, fan_outs):
    assert dead_letter_queues["own_key"].one("aws_sqs_queue")["kms_master_key_id"] == KEY

    plan = fan_outs["own_key"]
    assert plan.one("aws_sns_topic")["kms_master_key_id"] == KEY
    assert {queue["kms_master_key_id"] for queue in plan.all("aws_sqs_queue")} == {KEY}


def test_dead_letter_queue_of_a_fifo_queue_is_fifo(dead_letter_queues):
    assert dead_letter_queues["fifo"].one("aws_sqs_queue")["fifo_queue"] is True


def test_visibility_timeout_is_six_times_the_consumers(fan_outs):
    queue = fan_outs["default"].one("aws_sqs_queue", name="events-email")
    assert queue["visibility_timeout_seconds"] == 180


def test_queue_gets_messages_as_they_were_published(fan_outs):
    plan = fan_outs["default"]

    subscription = plan.one("aws_sns_topic_subscription", protocol="sqs")
    assert subscription["raw_message_delivery"] is True
    assert plan.one("aws_sns_topic", name="events")["kms_master_key_id"] == "alias/aws/sns"
    assert plan.one("aws_sqs_queue", name="events-email")["sqs_managed_sse_enabled"] is True


def test_a_queue_has_an_alarm_when_a_message_waits_longer_than_its_attempts_take(fan_outs):
    found = {alarm["alarm_name"]: alarm for alarm in fan_outs["two"].all("aws_cloudwatch_metric_alarm")}
    assert found.keys() == {
        *("events-email-oldest-message", "events-audit-oldest-message"),
        *("events-email-dead-letter.fifo-not-empty", "events-audit-dead-letter.fifo-not-empty"),
    }
    assert_in_output(fan_outs["two"])
    for key, threshold in {"email": 5 * 180, "audit": 3 * 300}.items():
        alarm = found[f"events-{key}-oldest-message"]
        assert (alarm["dimensions"], alarm["threshold"]) == ({"QueueName": f"events-{key}.fifo"}, threshold)


def test_alarms_of_queues_notify_can_be_set_and_left_out(fan_outs):
    alarms = fan_outs["alarms"].all("aws_cloudwatch_metric_alarm")
    assert {tuple(alarm["alarm_actions"]) for alarm in alarms} == {(TOPIC,)}
    assert fan_outs["alarms"].one("aws_cloudwatch_metric_alarm", statistic="Maximum", threshold=60)
    assert fan_outs["no_alarms"].all("aws_cloudwatch_metric_alarm") == []
    assert_in_output(fan_outs["no_alarms"])


def test_every_queue_has_a_dead_letter_queue_and_alarms(examples):
    plan = examples["fan-out/complete"]

    names = {queue["name"] for queue in plan.all("aws_sqs_queue")}
    assert names == {"example-email", "example-audit", "example-email-dead-letter", "example-audit-dead-letter"}
    assert len(plan.all("aws_cloudwatch_metric_alarm")) == 4
    (audit,) = [item for item in plan.all("aws_sns_topic_subscription") if item["filter_policy"]]
    assert json.loads(audit["filter_policy"]) == {"Type": ["MovieDeleted"]}
    assert plan.one("aws_sqs_queue", name="example-audit")["message_retention_seconds"] == 14 * DAY
    assert plan.one("aws_sqs_queue", name="example-email")["visibility_timeout_seconds"] == 300


def test_every_validation_of_dead_letter_queue_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "dead-letter-queue", DEAD_LETTER_QUEUE, REFUSED_DEAD_LETTER_QUEUES)


def test_a_fifo_topic_has_fifo_queues_alone(fan_outs):
    topic, queues = fan_outs["fifo"].one("aws_sns_topic"), fan_outs["fifo"].all("aws_sqs_queue")
    assert (topic["fifo_topic"], topic["content_based_deduplication"]) == (True, True)
    assert {queue["name"] for queue in queues} == {"events-email.fifo", "events-email-dead-letter.fifo"}
    assert all(queue["fifo_queue"] for queue in queues)
    assert fan_outs["default"].one("aws_sns_topic")["fifo_topic"] is False


def test_a_filter_applies_to_the_attributes_or_to_the_body(fan_outs):
    assert fan_outs["body"].one("aws_sns_topic_subscription")["filter_policy_scope"] == "MessageBody"


def test_every_validation_of_fan_out_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "fan-out", FAN_OUT, REFUSED_FAN_OUTS)
