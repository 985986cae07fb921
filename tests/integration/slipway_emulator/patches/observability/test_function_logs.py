"""https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html"""

import base64
import json
import re

import pytest

GROUP = "arn:aws:logs:*:*:log-group"
LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
SOURCE = """
import logging

log = logging.getLogger("movies")

def handler(event, context):
    print("printed")
    log.debug("at debug")
    log.info("at %s", "info", extra={"movie": "1"})
    try:
        1 / 0
    except ZeroDivisionError:
        log.exception("failed")
    return context.aws_request_id
"""


def make_group(aws, function_arn):
    name = f"/aws/lambda/{function_arn.split(':')[6]}"
    aws("logs").create_log_group(logGroupName=name)


def put_policy(aws, function_arn, *statements):
    role = aws("lambda").get_function(FunctionName=function_arn)["Configuration"]["Role"]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    aws("iam").put_role_policy(RoleName=role.rpartition("/")[2], PolicyName="policy", PolicyDocument=document)


def invoke(aws, function_arn):
    response = aws("lambda").invoke(FunctionName=function_arn)
    return json.loads(response["Payload"].read())


def json_log(log):
    return [json.loads(line) for line in log if line.startswith("{")]


def test_a_role_that_may_write_to_the_group_gets_its_log(aws, function, log_of):
    arn = function(aws, SOURCE)
    group = f"{GROUP}:/aws/lambda/{arn.split(':')[6]}:*"
    put_policy(
        aws, arn, {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": group}
    )
    make_group(aws, arn)

    request_id = invoke(aws, arn)

    log = log_of(aws, arn)
    assert log[0] == f"START RequestId: {request_id} Version: 1"
    assert log[1] == "printed"
    assert log[-2] == f"END RequestId: {request_id}"
    assert re.match(rf"REPORT RequestId: {request_id}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\t", log[-1])


# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
# https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda.snapshot.json
@pytest.mark.parametrize("log_format", ["Text", "JSON"])
def test_a_cold_start_reports_how_long_it_took_and_a_warm_one_does_not(aws, function, log_of, log_format):
    arn = function(aws, SOURCE, LOGS, LoggingConfig={"LogFormat": log_format})
    invoke(aws, arn)
    invoke(aws, arn)
    reports = [line for line in log_of(aws, arn) if line.startswith("REPORT") or "platform.report" in line]
    if log_format == "JSON":
        metrics = [json.loads(report)["record"]["metrics"] for report in reports]
        times = [found.get("initDurationMs") for found in metrics]
    else:
        found = [re.search(r"\tMax Memory Used: \d+ MB\t(?:Init Duration: ([\d.]+) ms\t)?$", line) for line in reports]
        times = [match[1] and float(match[1]) for match in found]
    assert sorted(time is None for time in times) == [False, True]
    assert any(time and time > 0 for time in times)


# https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
def test_the_duration_is_the_handlers_and_the_start_is_billed(aws, function):
    arn = function(aws, "import time\ntime.sleep(0.3)\n" + SOURCE, LOGS)
    numbers = re.search(r"\tDuration: (.+) ms\tBilled Duration: (.+) ms\t.*Init Duration: (.+) ms", tail(aws, arn)[-1])
    duration, billed, init = map(float, numbers.groups())
    assert duration < init
    assert billed == pytest.approx(duration + init, abs=1.1)


# https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#Status
@pytest.mark.parametrize("log_format", ["Text", "JSON"])
def test_the_report_of_a_timeout_says_so(aws, function, log_format):
    source = "import time\ndef handler(event, context): time.sleep(9)"
    report = tail(aws, function(aws, source, LOGS, Timeout=1, LoggingConfig={"LogFormat": log_format}))[-1]
    if log_format == "JSON":
        record = json.loads(report)["record"]
        assert (record["status"], record["metrics"]["durationMs"]) == ("timeout", 1000)
        assert record["metrics"]["maxMemoryUsedMB"] > 1
    else:
        assert "\tDuration: 1000.00 ms\t" in report
        assert re.search(r"\tMax Memory Used: [1-9]\d* MB\tInit Duration: [\d.]+ ms\tStatus: timeout\t$", report)


@pytest.mark.parametrize("missing", ["logs:CreateLogStream", "logs:PutLogEvents"])
def test_a_role_that_lacks_a_permission_gets_no_log(aws, function, log_of, missing):
    arn = function(aws, SOURCE, LOGS, {"Effect": "Deny", "Action": missing, "Resource": "*"})
    make_group(aws, arn)

    invoke(aws, arn)

    assert log_of(aws, arn) == []


def test_a_grant_on_the_group_without_its_streams_is_not_enough(aws, function, log_of):
    arn = function(aws, SOURCE)
    group = f"{GROUP}:/aws/lambda/{arn.split(':')[6]}"
    put_policy(aws, arn, {"Effect": "Allow", "Action": "logs:*", "Resource": group})
    make_group(aws, arn)

    invoke(aws, arn)

    assert log_of(aws, arn) == []


def test_the_group_is_created_only_with_the_permission(aws, function):
    allowed, denied = (
        function(aws, SOURCE, LOGS, {"Effect": effect, "Action": "logs:CreateLogGroup", "Resource": "*"})
        for effect in ("Allow", "Deny")
    )

    for arn in (allowed, denied):
        invoke(aws, arn)

    for arn, groups in [(allowed, 1), (denied, 0)]:
        name = f"/aws/lambda/{arn.split(':')[6]}"
        assert len(aws("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]) == groups


def test_log_records_are_json_with_their_extra_fields(aws, function, log_of):
    arn = function(aws, SOURCE, LOGS, LoggingConfig={"LogFormat": "JSON", "ApplicationLogLevel": "INFO"})

    request_id = invoke(aws, arn)

    log = log_of(aws, arn)
    assert "printed" in log
    info, error = (line for line in json_log(log) if line.get("logger") == "movies")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", info.pop("timestamp"))
    assert info == {
        "level": "INFO",
        "message": "at info",
        "logger": "movies",
        "requestId": request_id,
        "movie": "1",
    }
    assert (error["level"], error["errorType"], error["errorMessage"]) == (
        "ERROR",
        "ZeroDivisionError",
        "division by zero",
    )
    assert "1 / 0" in error["stackTrace"][0]


@pytest.mark.parametrize(
    ("level", "messages"),
    [("DEBUG", ["at debug", "at info", "failed"]), ("ERROR", ["failed"])],
)
def test_the_application_log_level_selects_the_records(aws, function, log_of, level, messages):
    arn = function(aws, SOURCE, LOGS, LoggingConfig={"LogFormat": "JSON", "ApplicationLogLevel": level})

    invoke(aws, arn)

    assert [line["message"] for line in json_log(log_of(aws, arn)) if line.get("logger") == "movies"] == messages


@pytest.mark.parametrize(
    ("level", "events"),
    [
        ("DEBUG", ["platform.start", "platform.runtimeDone", "platform.report"]),
        ("INFO", ["platform.start", "platform.report"]),
        ("WARN", []),
    ],
)
def test_the_system_log_level_selects_the_platform_events(aws, function, log_of, level, events):
    arn = function(aws, SOURCE, LOGS, LoggingConfig={"LogFormat": "JSON", "SystemLogLevel": level})

    invoke(aws, arn)

    assert [line["type"] for line in json_log(log_of(aws, arn)) if "type" in line] == events


def test_platform_events_hold_the_request_id_and_the_metrics(aws, function, log_of):
    arn = function(aws, SOURCE, LOGS, LoggingConfig={"LogFormat": "JSON"}, MemorySize=256)

    request_id = invoke(aws, arn)

    start, report = (line["record"] for line in json_log(log_of(aws, arn)) if "type" in line)
    assert start == {"requestId": request_id, "version": "1"}
    assert (report["requestId"], report["status"]) == (request_id, "success")
    assert report["metrics"]["memorySizeMB"] == 256


def test_the_report_holds_the_memory_of_the_function(aws, function, log_of):
    source = "def handler(event, context):\n    len(b'x' * (event << 20))"
    arn = function(aws, source, LOGS, LoggingConfig={"LogFormat": "JSON"})

    for size in (1, 100):
        aws("lambda").invoke(FunctionName=arn, Payload=json.dumps(size))

    reports = [line["record"] for line in json_log(log_of(aws, arn)) if line.get("type") == "platform.report"]
    small, large = (report["metrics"]["maxMemoryUsedMB"] for report in reports)
    assert 1 < small < 100 <= large < 200


def test_a_failed_invocation_is_reported_at_the_level_warn(aws, function, log_of):
    source = "def handler(event, context):\n    raise ValueError('no')"
    arn = function(aws, source, LOGS, LoggingConfig={"LogFormat": "JSON", "SystemLogLevel": "WARN"})

    invoke(aws, arn)

    log = json_log(log_of(aws, arn))
    assert [line["record"]["status"] for line in log if "type" in line] == ["error", "error"]
    assert [line["errorType"] for line in log if "errorType" in line] == ["ValueError"]


def test_a_stack_trace_in_the_text_format_is_one_event(aws, function, log_of):
    arn = function(aws, "def handler(event, context):\n    raise ValueError('no')", LOGS)

    invoke(aws, arn)

    (event,) = (line for line in log_of(aws, arn) if line.startswith("[ERROR] ValueError: no\nTraceback"))
    assert "raise ValueError('no')" in event


def tail(aws, function_arn):
    """Return the lines that an invocation with the log type Tail returns."""
    response = aws("lambda").invoke(FunctionName=function_arn, LogType="Tail")
    return base64.b64decode(response["LogResult"]).decode().splitlines()


@pytest.mark.parametrize("statements", [[LOGS], []])
def test_an_invocation_returns_the_tail_of_its_log_with_lambdas_own_lines(aws, function, statements):
    first, *lines, end, report = tail(aws, function(aws, SOURCE, *statements))
    request_id = end.removeprefix("END RequestId: ")
    assert first == f"START RequestId: {request_id} Version: 1"
    assert "printed" in lines
    assert report.startswith(f"REPORT RequestId: {request_id}\tDuration: ")


def test_the_tail_is_json_if_the_log_is(aws, function):
    arn = function(aws, "def handler(event, context): pass", LOGS, LoggingConfig={"LogFormat": "JSON"})
    assert [json.loads(line)["type"] for line in tail(aws, arn)] == ["platform.start", "platform.report"]


@pytest.mark.upstream
def test_unpatched_ministack_returns_the_output_alone(unpatched_aws, function):
    assert not any(line.startswith("REPORT") for line in tail(unpatched_aws, function(unpatched_aws, SOURCE, LOGS)))


@pytest.mark.upstream
def test_unpatched_ministack_writes_the_log_without_the_permission(unpatched_aws, function, log_of):
    arn = function(unpatched_aws, SOURCE)

    invoke(unpatched_aws, arn)

    assert "printed" in log_of(unpatched_aws, arn)
