"""https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html"""

import json

import pytest

LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}


def test_an_exception_is_reported_with_its_type_and_stack_trace(run):
    response = run("def handler(event, context):\n    raise KeyError(event['name'])", {"name": "x"})

    assert (response["errorType"], response["errorMessage"]) == ("KeyError", "'x'")
    assert response["requestId"]
    (frame,) = response["stackTrace"]
    assert 'main.py", line 2, in handler\n    raise KeyError' in frame


@pytest.mark.parametrize(
    ("source", "error_type"),
    [
        ("def handler(event, context: pass", "Runtime.UserCodeSyntaxError"),
        ("x = 1", "Runtime.HandlerNotFound"),
        ("raise ValueError('no')", "ValueError"),
        ("import sys; sys.exit(3)", "Runtime.ExitError"),
        ("import os\ndef handler(event, context):\n    os._exit(3)", "Runtime.ExitError"),
        ("def handler(event, context):\n    return object()", "Runtime.MarshalError"),
        ("import time\ndef handler(event, context):\n    time.sleep(60)", "Sandbox.Timedout"),
        ("import time\ntime.sleep(60)", "Sandbox.Timedout"),
    ],
)
def test_a_function_that_fails_is_reported_as_on_lambda(run, source, error_type):
    assert run(source, Timeout=1)["errorType"] == error_type


def test_an_environment_stays_warm_after_the_handler_raised(aws, function):
    arn = function(
        aws, "calls = 0\ndef handler(event, context):\n    global calls\n    calls += 1\n    raise ValueError(calls)"
    )

    responses = [json.loads(aws("lambda").invoke(FunctionName=arn)["Payload"].read()) for _ in range(3)]

    assert [response["errorMessage"] for response in responses] == ["1", "2", "3"]


def test_the_log_has_the_complete_output_of_a_function(aws, function, log_of):
    source = """
import sys
def handler(event, context):
    print("out")
    print("error", file=sys.stderr)
    for number in range(event):
        print(number)
    print("unfinished", end="")
"""
    arn = function(aws, source, LOGS)

    for count in (0, 3000):
        aws("lambda").invoke(FunctionName=arn, Payload=json.dumps(count))

    written = [line for line in log_of(aws, arn) if not line.startswith(("START", "END", "REPORT"))]
    start = ["out", "error"]
    assert written == [*start, "unfinished", *start, *map(str, range(3000)), "unfinished"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("import time\ndef handler(event, context):\n    time.sleep(60)", "Task timed out after 1.00 seconds"),
        ("print('before')\nimport nothing", "Unable to import module 'main': No module named 'nothing'"),
        ("print('before')\nimport sys; sys.exit()", "before"),
    ],
)
def test_the_log_has_the_reason_why_a_function_failed(aws, function, log_of, source, line):
    arn = function(aws, source, LOGS, Timeout=1)

    aws("lambda").invoke(FunctionName=arn)

    assert line in "\n".join(log_of(aws, arn))
