"""https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

The messages were recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda.snapshot.json
"""

import json

import pytest
from service_errors import error_of

ECHO = "def handler(event, context):\n    return event\n"
VALUES = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'"
SOURCE = "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: {}]"


def test_a_payload_that_is_not_json_is_refused(aws, function):
    client, arn = aws("lambda"), function(aws, ECHO)
    for payload, reason, column in (
        (b"n\x87r", "Invalid UTF-8 start byte 0x87", 3),
        (b"\x99\xeb", f"Unexpected character ((CTRL-CHAR, code 153)): expected a valid value ({VALUES})", 1),
        (b'{"a": "\xc3("}', "Invalid UTF-8 middle byte 0x28", 9),
        (b"abc", f"Unrecognized token 'abc': was expecting ({VALUES})", 4),
    ):
        for kind in ("RequestResponse", "Event"):
            error = error_of(client.invoke, FunctionName=arn, Payload=payload, InvocationType=kind)
            message = f"Could not parse request body into json: Could not parse payload into json: {reason}"
            assert error == ("InvalidRequestContentException", message + SOURCE.format(column))
    for payload in (b"{}", b" {} ", b"", '{"a": "\u00e4"}'.encode()):
        returned = client.invoke(FunctionName=arn, Payload=payload)["Payload"].read()
        assert json.loads(returned) == json.loads(payload or b"{}")


def test_a_missing_function_is_named_with_what_was_invoked(aws):
    client = aws("lambda")
    account = aws("sts").get_caller_identity()["Account"]
    arn = f"arn:aws:lambda:{client.meta.region_name}:{account}:function:missing"
    for qualifier, options in (("$LATEST", {}), ("live", {"Qualifier": "live"})):
        error = error_of(client.invoke, FunctionName="missing", **options)
        assert error == ("ResourceNotFoundException", f"Function not found: {arn}:{qualifier}")


def test_an_asynchronous_invocation_has_executed_no_version_yet(aws, function):
    client, arn = aws("lambda"), function(aws, ECHO)
    assert "ExecutedVersion" not in client.invoke(FunctionName=arn, InvocationType="Event")
    assert client.invoke(FunctionName=arn)["ExecutedVersion"] == "1"


@pytest.mark.upstream
def test_unpatched_ministack_invokes_with_any_payload(unpatched_aws, function):
    arn = function(unpatched_aws, ECHO)
    invoked = unpatched_aws("lambda").invoke(FunctionName=arn, InvocationType="Event", Payload=b"abc")
    assert invoked["ExecutedVersion"] == "1"
