"""https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"""

import json

import pytest

from slipway.harness import unique_name

FAILING = "def handler(event, context):\n    raise RuntimeError\n"


@pytest.fixture
def configured(function, queue):
    """``configured(aws)`` creates a function that fails, with a destination of its alias; returns ARN and queue."""

    def make(aws, *, allowed=True):
        failures = queue(aws)
        resource = failures.arn if allowed else f"{failures.arn}-other"
        arn = function(aws, FAILING, {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": resource})
        name, _, alias = arn.rpartition(":")
        aws("lambda").put_function_event_invoke_config(
            FunctionName=name,
            Qualifier=alias,
            MaximumRetryAttempts=0,
            DestinationConfig={"OnFailure": {"Destination": failures.arn}},
        )
        return arn, failures

    return make


@pytest.fixture
def send():
    """``send(aws, function_arn)`` sends an event to a rule whose target is the function."""

    def make(aws, function_arn):
        events, name = aws("events"), unique_name()
        events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
        events.put_targets(Rule=name, Targets=[{"Id": "a", "Arn": function_arn}])
        events.put_events(Entries=[{"Source": name, "DetailType": "a", "Detail": json.dumps({"sent": name})}])
        return name

    return make


def _invoke(aws, arn):
    aws("lambda").invoke(FunctionName=arn, InvocationType="Event", Payload=json.dumps({"sent": "directly"}))


def test_a_failed_event_goes_to_the_destination_of_the_alias(aws, configured):
    arn, failures = configured(aws)
    _invoke(aws, arn)
    (message,) = failures.receive()
    assert json.loads(message)["requestPayload"] == {"sent": "directly"}


def test_an_event_of_a_rule_goes_there_too(aws, configured, send):
    arn, failures = configured(aws)
    name = send(aws, arn)
    (message,) = failures.receive()
    assert json.loads(message)["requestPayload"]["detail"] == {"sent": name}


def test_an_event_of_a_rule_is_retried_twice(aws, function, send, log_of, eventually):
    arn = function(aws, FAILING, {"Effect": "Allow", "Action": "logs:*", "Resource": "*"})
    send(aws, arn)

    def three_times():
        assert sum("RuntimeError" in line for line in log_of(aws, arn)) == 3

    eventually(three_times)


def test_nothing_is_sent_without_the_permission_of_the_functions_role(aws, configured, local_aws, eventually):
    arn, failures = configured(aws, allowed=False)
    _invoke(aws, arn)

    def it_was_denied():
        lines = map(json.loads, local_aws.iam_decisions_file.read_text().splitlines())
        assert [each["allowed"] for each in lines if each["resource"] == failures.arn] == [False]

    eventually(it_was_denied)
    assert failures.receive(wait=0) == []


@pytest.mark.upstream
def test_unpatched_ministack_sends_nothing(unpatched_aws, configured, function, send, log_of, eventually):
    arn, failures = configured(unpatched_aws)
    marker = function(unpatched_aws, "def handler(event, context):\n    print('marked')\n")
    send(unpatched_aws, arn)
    _invoke(unpatched_aws, arn)

    def both_have_failed_and_a_later_one_ran():
        assert sum("RuntimeError" in line for line in log_of(unpatched_aws, arn)) >= 2
        _invoke(unpatched_aws, marker)
        assert "marked" in "".join(log_of(unpatched_aws, marker))

    eventually(both_have_failed_and_a_later_one_ran)
    assert failures.receive(wait=0) == []
