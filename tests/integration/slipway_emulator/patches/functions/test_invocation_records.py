"""https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_destinations.snapshot.json
"""

import json

import pytest

from slipway.harness import unique_name

SOURCE = "def handler(event, context):\n    if event.get('fail'): raise RuntimeError('a')\n    return {'got': event}\n"
SEND = {"Effect": "Allow", "Action": ["sqs:SendMessage", "events:PutEvents", "sns:Publish"], "Resource": "*"}


@pytest.fixture
def invoke(function, queue):
    """``invoke(aws, event, **settings)`` returns the record that both destinations get, and the version's ARN."""

    def invoke(aws, event, *, reserved=None, qualifier="live", **settings):
        records, client = queue(aws), aws("lambda")
        name = function(aws, SOURCE, SEND).rpartition(":")[0]
        target = {"Destination": records.arn}
        client.put_function_event_invoke_config(
            FunctionName=name,
            Qualifier=qualifier,
            **({"MaximumRetryAttempts": 0} | settings),
            DestinationConfig={"OnSuccess": target, "OnFailure": target},
        )
        if reserved is not None:
            client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=reserved)
        named = {"Qualifier": qualifier} if qualifier != "$LATEST" else {}
        client.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps(event), **named)
        received = aws("sqs").receive_message(
            QueueUrl=records.url, WaitTimeSeconds=20, MessageSystemAttributeNames=["AWSTraceHeader"]
        )["Messages"][0]
        assert received["Attributes"]["AWSTraceHeader"].startswith("Root=1-")
        return json.loads(received["Body"]), f"{name}:{qualifier}"

    return invoke


def test_a_success_is_recorded_with_what_the_function_returns(aws, invoke):
    record, arn = invoke(aws, {"a": 1})
    context = record["requestContext"]
    assert record.pop("timestamp").endswith("Z")
    assert record == {
        "version": "1.0",
        "requestContext": {
            "requestId": context["requestId"],
            "functionArn": arn,
            "condition": "Success",
            "approximateInvokeCount": 1,
        },
        "requestPayload": {"a": 1},
        "responseContext": {"statusCode": 200, "executedVersion": "1"},
        "responsePayload": {"got": {"a": 1}},
    }


def test_a_failure_is_recorded_with_the_error_and_latest_is_named(aws, invoke):
    record, arn = invoke(aws, {"fail": 1}, qualifier="$LATEST")
    assert record["requestContext"]["functionArn"] == arn
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 1
    response = {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"}
    assert record["responseContext"] == response
    assert record["responsePayload"]["errorMessage"] == "a"
    assert record["responsePayload"]["requestId"] == record["requestContext"]["requestId"]


@pytest.mark.parametrize(("age", "count"), [(60, 1), (90, 2)])
def test_an_event_that_would_be_too_old_is_not_retried(aws, invoke, age, count):
    record, _ = invoke(aws, {"fail": 1}, MaximumEventAgeInSeconds=age, MaximumRetryAttempts=2)
    context = record["requestContext"]
    assert (context["condition"], context["approximateInvokeCount"]) == ("EventAgeExceeded", count)


def test_a_function_without_concurrency_drops_the_event(aws, invoke):
    record, _ = invoke(aws, {"a": 1}, reserved=0)
    context = record["requestContext"]
    assert (context["condition"], context["approximateInvokeCount"]) == ("ZeroReservedConcurrency", 0)
    assert not {"responseContext", "responsePayload"} & set(record)


def test_an_event_bus_gets_the_record_as_an_event(aws, function, queue):
    events, client, name, received = aws("events"), aws("lambda"), unique_name(), queue(aws)
    bus = events.create_event_bus(Name=name)["EventBusArn"]
    events.put_rule(Name=name, EventBusName=name, EventPattern=json.dumps({"source": ["lambda"]}))
    events.put_targets(Rule=name, EventBusName=name, Targets=[{"Id": "a", "Arn": received.arn}])
    principal = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}}
    policy = {"Version": "2012-10-17", "Statement": {**principal, "Action": "sqs:SendMessage", "Resource": "*"}}
    aws("sqs").set_queue_attributes(QueueUrl=received.url, Attributes={"Policy": json.dumps(policy)})
    arn = function(aws, SOURCE, SEND).rpartition(":")[0]
    client.put_function_event_invoke_config(FunctionName=arn, DestinationConfig={"OnSuccess": {"Destination": bus}})
    client.invoke(FunctionName=arn, InvocationType="Event", Payload='{"b": 1}')

    event = json.loads(received.receive()[0])
    assert (event["source"], event["detail-type"]) == ("lambda", "Lambda Function Invocation Result - Success")
    assert event["resources"] == [bus, f"{arn}:$LATEST"]
    assert event["detail"]["requestPayload"] == {"b": 1}


@pytest.mark.upstream
def test_unpatched_ministack_records_three_invocations_without_a_version(unpatched_aws, function, queue):
    records = queue(unpatched_aws)
    arn = function(unpatched_aws, SOURCE).rpartition(":")[0]
    unpatched_aws("lambda").put_function_event_invoke_config(
        FunctionName=arn, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": records.arn}}
    )
    unpatched_aws("lambda").invoke(FunctionName=arn, InvocationType="Event", Payload='{"fail": 1}')
    record = json.loads(records.receive()[0])
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert "version" not in record
