"""https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

import pytest
from botocore.exceptions import ClientError


@pytest.mark.parametrize(
    ("settings", "code", "message"),
    [
        ({"Runtime": "python9"}, "InvalidParameterValueException", "Value python9 at 'runtime' failed to satisfy"),
        ({"MemorySize": 10_241}, "ValidationException", "'10241' at 'memorySize' failed to satisfy constraint"),
        ({"Timeout": 99_999}, "ValidationException", "'99999' at 'timeout' failed to satisfy constraint"),
        (
            {"Environment": {"Variables": {"AWS_REGION": "a"}}},
            "InvalidParameterValueException",
            "Reserved keys used in this request: AWS_REGION",
        ),
    ],
)
def test_a_function_has_the_limits_of_aws(aws, unique_name, settings, code, message):
    with pytest.raises(ClientError) as error:
        aws("lambda").create_function(
            **{
                "FunctionName": unique_name,
                "Runtime": "python3.13",
                "Handler": "a.b",
                "Role": "arn:aws:iam::123456789012:role/a",
                "Code": {"ZipFile": b"zip"},
                **settings,
            }
        )

    assert error.value.response["Error"]["Code"] == code
    assert message in error.value.response["Error"]["Message"]


@pytest.mark.parametrize(("invocation_type", "limit"), [("RequestResponse", 6_291_456), ("Event", 1_048_576)])
def test_a_payload_has_the_limit_of_its_invocation(aws, invocation_type, limit):
    payload = b'"' + b"a" * (limit - 1) + b'"'
    with pytest.raises(ClientError, match=f"must be smaller than {limit} bytes") as error:
        aws("lambda").invoke(FunctionName="a", InvocationType=invocation_type, Payload=payload)

    assert error.value.response["Error"]["Code"] == "RequestTooLargeException"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413
