"""Module schedule: when it runs, what its role may do, and where the events go that can't be delivered."""

import json

import pytest
from planned_alarms import assert_in_output
from validations import assert_each_refuses

ALIAS = "arn:aws:lambda:eu-central-1:123456789012:function:report:live"
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:report-dead-letter"
REQUIRED = {"name": "report", "expression": "rate(1 day)", "function": {"function": {"alias_arn": ALIAS}}}
OPTIONAL = ("time_zone", "maximum_retry_attempts", "maximum_event_age_seconds", "alarms", "enabled", "role")
SCENARIOS = {
    "default": {},
    "null": dict.fromkeys(OPTIONAL),
    "own_queue": {"dead_letter_queue": {"arn": QUEUE}},
    "disabled": {"enabled": False, "flexible_window_minutes": 15},
    **{
        f"expression_{number}": {"expression": expression}
        for number, expression in enumerate(
            ["rate(5 minutes)", "cron(0/15 8-18 ? * MON-FRI *)", "cron(0 3 L * ? 2030)", "at(2030-01-31T08:00:00)"]
        )
    },
}
REFUSED = {
    "name_with_a_slash": {"name": "a/b"},
    "expression_in_seconds": {"expression": "rate(5 seconds)"},
    "expression_zero": {"expression": "rate(0 minutes)"},
    "expression_of_unix": {"expression": "0 3 * * *"},
    "expression_with_five_fields": {"expression": "cron(0 3 * * ?)"},
    "expression_with_both_days": {"expression": "cron(0 3 * * * *)"},
    "expression_with_no_day": {"expression": "cron(0 3 ? * ? *)"},
    "expression_at_a_zone": {"expression": "at(2030-01-31T08:00:00Z)"},
    "time_zone_with_spaces": {"time_zone": "Central European"},
    "function_without_an_alias": {"function": {"function": {"alias_arn": ALIAS.removesuffix(":live")}}},
    "start_date_without_a_time": {"start_date": "2030-01-31"},
    "end_date_without_a_time": {"end_date": "2030-01-31"},
    "end_date_before_the_start": {"start_date": "2030-01-31T00:00:00Z", "end_date": "2030-01-30T00:00:00Z"},
    "flexible_window_minutes_too_many": {"flexible_window_minutes": 1441},
    "flexible_window_minutes_zero": {"flexible_window_minutes": 0},
    "input_no_json": {"input": "until: now"},
    "maximum_retry_attempts_too_many": {"maximum_retry_attempts": 186},
    "maximum_event_age_seconds_too_few": {"maximum_event_age_seconds": 59},
    "dead_letter_queue_fifo": {"dead_letter_queue": {"arn": f"{QUEUE}.fifo"}},
    "alarms_actions_no_arn": {"alarms": {"actions": ["alarms"]}},
    "role_path_without_a_slash": {"role": {"path": "slipway/dev"}},
    "role_permissions_boundary_is_a_name": {"role": {"permissions_boundary": "boundary"}},
    "tags_of_aws": {"tags": {"aws:a": "b"}},
}


@pytest.fixture(scope="module")
def plans(tf_module):
    return tf_module.plans("modules/schedule", {name: {**REQUIRED, **each} for name, each in SCENARIOS.items()})


@pytest.mark.parametrize("scenario", ["default", "null"])
def test_a_schedule_is_in_utc_and_enabled_and_retries_for_a_day(plans, scenario):
    schedule = plans[scenario].one("aws_scheduler_schedule")
    assert (schedule["schedule_expression_timezone"], schedule["state"]) == ("UTC", "ENABLED")
    assert schedule["flexible_time_window"] == [{"mode": "OFF", "maximum_window_in_minutes": None}]
    (target,) = schedule["target"]
    assert target["arn"] == ALIAS
    assert target["retry_policy"] == [{"maximum_event_age_in_seconds": 86400, "maximum_retry_attempts": 185}]


def test_a_schedule_has_a_dead_letter_queue_with_an_alarm_unless_it_gets_one(plans):
    assert plans["default"].one("aws_sqs_queue")["name"] == "report-dead-letter"
    assert plans["default"].one("aws_cloudwatch_metric_alarm")
    assert_in_output(plans["default"])
    own = plans["own_queue"]
    assert own.one("aws_scheduler_schedule")["target"][0]["dead_letter_config"] == [{"arn": QUEUE}]
    assert not {"aws_sqs_queue", "aws_cloudwatch_metric_alarm"} & own.counts().keys()


def test_the_role_may_do_no_more_than_invoke_the_alias_and_send_to_the_queue(plans):
    document = json.loads(plans["own_queue"].one("aws_iam_role_policy")["policy"])
    allowed = {action: each["Resource"] for each in document["Statement"] for action in each["Action"]}
    assert allowed == {"lambda:InvokeFunction": [ALIAS], "sqs:SendMessage": [QUEUE]}


def test_the_role_is_for_schedules_of_the_account_alone(plans):
    trust = json.loads(plans["default"].one("aws_iam_role")["assume_role_policy"])["Statement"][0]
    group = "arn:aws:scheduler:eu-central-1:123456789012:schedule-group/default"
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012", "aws:SourceArn": group}}


def test_a_schedule_can_wait_in_a_window_and_be_disabled(plans):
    schedule = plans["disabled"].one("aws_scheduler_schedule")
    assert schedule["state"] == "DISABLED"
    assert schedule["flexible_time_window"] == [{"mode": "FLEXIBLE", "maximum_window_in_minutes": 15}]


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "schedule", REQUIRED, REFUSED)
