"""Each alarm that the modules create goes off by its fault, notifies, and is OK again when the fault is gone.

Minutes pass on CloudWatch's clock only.
"""

import contextlib
import io
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from slipway.harness import eventually, unique_name
from slipway.local import control

# The event says what goes wrong; a record of a stream until when.
SOURCE = """
import time

def handler(event, context):
    for record in event.get("Records", []):
        if time.time() < float(record["dynamodb"]["NewImage"]["until"]["N"]):
            raise ValueError("not yet")
    if "routeKey" in event or "httpMethod" in event:
        time.sleep(0.15)
        return {"statusCode": int(event["queryStringParameters"]["status"])}
    time.sleep(event.get("sleep", 0))
    if event.get("fail"):
        raise ValueError("fail")
"""
ROUNDS = 6  # of faults, each a minute: an alarm needs at most 3, and a minute may end within a round
FUNCTION = ("errors", "duration", "throttles", "concurrency", "invocations")
ALARMS = {
    *(f"function-{alarm}" for alarm in FUNCTION),
    "async-errors",
    "async-dropped-events",
    "async-undelivered-dead-letters",
    "consumer-iterator-age",
    "dead-letter-not-empty",
    "rest-api-errors",
    "rest-api-latency",
    "http-api-errors",
    "http-api-latency",
    "pipeline-failed",
    *(f"machine-{ends}" for ends in ("aborted", "failed", "timed-out")),
    "service",
}
LEVELS = {f"service-{what}-{speed}" for what in ("availability", "latency") for speed in ("fast", "slow")}
# Parts of those: the long windows stay in ALARM for hours after the fault.
WINDOWS = {
    f"service-{what}-{window}-{length}"
    for what in ("availability", "latency")
    for window in ("1h", "6h", "3d")
    for length in ("long", "short")
}
ALARMS |= LEVELS | WINDOWS
# The same as some above, of functions that have other faults.
OTHERS = {f"{function}-{alarm}" for function in ("async", "consumer", "handler") for alarm in ("duration", "throttles")}
OTHERS |= {"consumer-errors", "handler-errors", "machine-throttled"}


@pytest.fixture(scope="module")
def stack(tf_module, aws):
    stack = tf_module(Path(__file__).parent / "alarms", name=unique_name()).apply()
    stack.assert_converged()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("f.py", SOURCE)
    for function in ("function", "async", "consumer", "handler"):
        name, client = f"{stack.variables['name']}-{function}", aws("lambda")
        client.update_function_code(FunctionName=name, ZipFile=archive.getvalue())
        version = client.publish_version(FunctionName=name)["Version"]
        client.update_alias(FunctionName=name, Name="live", FunctionVersion=version)
    return stack


@pytest.fixture(scope="module")
def advance(local_aws, target):
    return lambda seconds: control.advance_cloudwatch_clock(local_aws.directory, target.access_key_id, seconds)


@pytest.fixture(scope="module")
def states(stack, aws):
    """``states()`` returns the state of each alarm by its name without the prefix."""

    def read():
        prefix = stack.variables["name"]
        pages = aws("cloudwatch").get_paginator("describe_alarms")
        found = pages.paginate(AlarmNamePrefix=prefix, AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        alarms = [alarm for page in found for alarm in page["MetricAlarms"] + page["CompositeAlarms"]]
        return {alarm["AlarmName"].removeprefix(f"{prefix}-"): alarm["StateValue"] for alarm in alarms}

    return read


@pytest.fixture(scope="module")
def cause(stack, aws, target, http):
    """``cause()`` causes each fault once, or as often as the minimum of traffic requires."""
    name = stack.variables["name"]

    def invoke(function, event, kind="RequestResponse"):
        client = aws("lambda")
        with contextlib.suppress(client.exceptions.TooManyRequestsException):
            client.invoke(FunctionName=f"{name}-{function}:live", Payload=json.dumps(event), InvocationType=kind)

    def cause():
        item = {"id": {"S": unique_name()}, "until": {"N": str(time.time() + 2)}}
        aws("dynamodb").put_item(TableName=name, Item=item)
        aws("sqs").send_message(QueueUrl=stack.outputs["queues"]["dead_letters"], MessageBody="a")
        machine = aws("stepfunctions")
        runs = [
            machine.start_execution(stateMachineArn=stack.outputs["machine_arn"], input=json.dumps({"fail": fails}))
            for fails in (True, False, False)  # the second one times out
        ]
        machine.stop_execution(executionArn=runs[2]["executionArn"])
        aws("codepipeline").start_pipeline_execution(name=f"{name}-pipeline")
        with ThreadPoolExecutor(4) as pool:
            pool.map(lambda _: invoke("async", {"fail": True}, "Event"), range(10))
            for url in stack.outputs["urls"]:
                pool.map(lambda _, url=url: http.get(f"{url}/x", params={"status": 500}), range(10))
        for _ in range(2):
            with ThreadPoolExecutor(3) as pool:  # one runs, the others are throttled
                pool.map(lambda _: invoke("function", {"sleep": 0.9, "fail": True}), range(3))
        for _ in range(5):
            invoke("function", {"fail": True})

    return cause


@pytest.fixture(scope="module")
def gone_off(stack, aws, cause, advance, states):
    """The states after faults of some minutes. Half an hour without faults after them, all are OK but long windows."""

    def are_ok(late=frozenset()):
        assert {name: state for name, state in states().items() if state != "OK" and name not in late} == {}

    # CodePipeline starts a new pipeline, which fails, maybe before the topic has its subscription.
    advance(600)
    eventually(are_ok, timeout=20)
    aws("iam").delete_role_policy(RoleName=f"{stack.variables['name']}-async", PolicyName="function")
    for _ in range(ROUNDS):
        cause()
        advance(60)
        try:
            eventually(lambda: assert_in_alarm(states()), timeout=3)
            break
        except AssertionError:
            continue
    bad = states()
    aws("sqs").purge_queue(QueueUrl=stack.outputs["queues"]["dead_letters"])
    advance(1860)  # the short window of 6 hours
    eventually(lambda: are_ok(WINDOWS | {name for name in LEVELS if name.endswith("-slow")}), timeout=20)
    return bad


def assert_in_alarm(states):
    assert {name for name, state in states.items() if state == "ALARM"} >= ALARMS


def test_each_alarm_goes_off_by_its_fault_and_is_ok_again(gone_off):
    assert set(gone_off) == ALARMS | OTHERS
    assert {name for name, state in gone_off.items() if state == "ALARM"} >= ALARMS


def test_the_topic_is_notified_of_both(gone_off, stack, aws):
    received = set()
    sqs, url = aws("sqs"), stack.outputs["queues"]["received"]
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages"):
        bodies = [json.loads(message["Body"]) for message in messages]
        received |= {(body["AlarmName"], body["NewStateValue"]) for body in bodies}
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    prefix = stack.variables["name"]
    # The composite alarm is for deployments, and notifies nobody.
    expected = {(f"{prefix}-{name}", state) for name in ALARMS - WINDOWS - {"service"} for state in ("ALARM", "OK")}
    late = {(f"{prefix}-{name}", "OK") for name in LEVELS if name.endswith("-slow")}
    assert received >= expected - late
    assert received.isdisjoint(late | {(f"{prefix}-{name}", state) for name in WINDOWS for state in ("ALARM", "OK")})


def test_the_dashboard_shows_each_alarm(stack, aws, states):
    body = json.loads(
        aws("cloudwatch").get_dashboard(DashboardName=f"{stack.variables['name']}-service")["DashboardBody"]
    )
    status, *graphs = body["widgets"]
    shown = {
        arn.partition(":alarm:")[2].removeprefix(f"{stack.variables['name']}-")
        for arn in status["properties"]["alarms"]
    }
    assert shown == set(states()) - WINDOWS
    assert len(graphs) == len(shown) - 1 - len(LEVELS)
    for properties in (graph["properties"] for graph in graphs):
        assert properties["annotations"]["alarms"][0].partition(":alarm:")[2] == properties["title"]
