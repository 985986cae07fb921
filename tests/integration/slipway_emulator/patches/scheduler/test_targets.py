"""https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html"""

import json

import pytest

from slipway.harness import unique_name

SEND = "sqs:SendMessage"


@pytest.fixture
def run(queue, role):
    """``run(aws, allowed, target)`` creates a schedule with a grant on some of two queues.

    ``allowed(taken, failed)`` returns the ARNs that the role may send to. Returns the target's queue, and the
    dead-letter queue.
    """

    def make(aws, allowed, *, service="scheduler", arn="", text="{}"):
        taken, failed = queue(aws), queue(aws)
        grant = {
            "Effect": "Allow",
            "Action": [SEND, "lambda:InvokeFunction"],
            "Resource": allowed(taken.arn, failed.arn),
        }
        target = {"Arn": arn or taken.arn, "RoleArn": role(aws, grant, service=service), "Input": text}
        aws("scheduler").create_schedule(
            Name=unique_name(),
            ScheduleExpression="rate(1 day)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target=target | {"DeadLetterConfig": {"Arn": failed.arn}},
        )
        return taken, failed

    return make


def _received(queue):
    found = queue.aws("sqs").receive_message(QueueUrl=queue.url, WaitTimeSeconds=20, MessageAttributeNames=["All"])
    (message,) = found["Messages"]
    return message["Body"], {name: each["StringValue"] for name, each in message["MessageAttributes"].items()}


def test_a_target_is_invoked_with_the_role_of_the_schedule(aws, run):
    keywords = ("schedule-arn", "scheduled-time", "execution-id", "attempt-number")
    text = json.dumps({keyword: f"<aws.scheduler.{keyword}>" for keyword in keywords})
    taken, _ = run(aws, lambda taken, _: [taken], text=text)
    event = json.loads(taken.receive()[0])
    assert ":schedule/default/" in event["schedule-arn"]
    assert event["scheduled-time"].endswith("Z")
    assert len(event["execution-id"]) == 16
    assert event["attempt-number"] == "1"


def test_what_the_role_may_not_send_goes_to_the_dead_letter_queue(aws, run):
    taken, failed = run(aws, lambda _, failed: [failed], text='{"a": 1}')
    body, attributes = _received(failed)
    assert json.loads(body) == {"a": 1}
    assert attributes["ERROR_CODE"] == "AccessDeniedException"
    assert attributes["TARGET_ARN"] == taken.arn
    assert taken.count() == 0


def test_what_has_no_receiver_goes_there_too(aws, target, run):
    arn = f"arn:aws:lambda:{target.region}:{target.access_key_id}:function:nobody:live"
    _, failed = run(aws, lambda _, failed: [failed, arn], arn=arn)
    assert _received(failed)[1]["ERROR_CODE"] == "ResourceNotFoundException"


def test_a_role_that_scheduler_can_t_assume_sends_nothing(aws, run):
    refused = run(aws, lambda *queues: [*queues], service="lambda")
    taken, _ = run(aws, lambda taken, _: [taken])  # tried after the other one
    assert taken.receive()
    assert [queue.count() for queue in refused] == [0, 0]


@pytest.mark.upstream
def test_unpatched_ministack_needs_no_role(unpatched_aws, queue):
    taken = queue(unpatched_aws)
    unpatched_aws("scheduler").create_schedule(
        Name=unique_name(),
        ScheduleExpression="at(2020-01-01T00:00:00)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": taken.arn,
            "RoleArn": "arn:aws:iam::123456789012:role/nobody",
            "Input": "<aws.scheduler.attempt-number>",
        },
    )
    assert taken.receive() == ["<aws.scheduler.attempt-number>"]
