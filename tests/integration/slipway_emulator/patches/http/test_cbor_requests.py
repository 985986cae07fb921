"""Requests as the AWS SDK for Go sends them: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html

boto3 prefers JSON.
"""

import gzip
from unittest.mock import ANY

import botocore.session
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer

MODEL = botocore.session.get_session().get_service_model("cloudwatch")
ALARM = {
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 2,
    "MetricName": "Errors",
    "Namespace": "AWS/Lambda",
    "Period": 60,
    "Statistic": "Sum",
    "Threshold": 1.5,
    "Dimensions": [{"Name": "FunctionName", "Value": "x"}],
    "AlarmActions": ["arn:aws:sns:eu-central-1:123456789012:a"],
}
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def send(target, operation, values=None, *, credentials=None, body=None, path=None, headers=()):
    """Sign and send a request; return the status, and the parsed response with its error."""
    operation = MODEL.operation_model(operation)
    request = RpcV2CBORSerializer().serialize_to_request(values or {}, operation)
    given = AWSRequest(
        "POST",
        target.endpoint_url + (path or request["url_path"]),
        headers=request["headers"] | dict(headers),
        data=request["body"] if body is None else body,
    )
    signer = credentials or Credentials(target.access_key_id, target.secret_access_key, target.session_token)
    SigV4Auth(signer, "monitoring", target.region).add_auth(given)
    response = URLLib3Session().send(given.prepare())
    parts = {"body": response.content, "headers": response.headers, "status_code": response.status_code}
    assert response.headers["smithy-protocol"] == "rpc-v2-cbor"
    return response.status_code, RpcV2CBORParser().parse(parts, operation.output_shape)


def code(response):
    return response[0], response[1]["Error"]["Code"]


@pytest.fixture
def session(aws, target, assume):
    """``session({"Effect": …})`` returns the credentials of a role's session."""

    def make(*statements):
        _, client = assume(aws, target, *statements)
        return client("sts")._request_signer._credentials

    return make


def test_a_request_is_carried_out_as_in_json(aws, target, unique_name):
    assert send(target, "PutMetricAlarm", {"AlarmName": unique_name, **ALARM}) == (200, {"ResponseMetadata": ANY})

    (by_boto3,) = aws("cloudwatch").describe_alarms(AlarmNames=[unique_name])["MetricAlarms"]
    status, response = send(target, "DescribeAlarms", {"AlarmNames": [unique_name]})
    assert status == 200
    assert response["MetricAlarms"] == [by_boto3]
    assert {name: by_boto3[name] for name in ALARM} == ALARM


def test_a_compressed_request_is_carried_out(aws, target, unique_name):
    plain = RpcV2CBORSerializer()._serialize_body_params(
        {"Namespace": unique_name, "MetricData": [{"MetricName": "m", "Value": 1.0}]},
        MODEL.operation_model("PutMetricData").input_shape,
    )
    headers = {"Content-Encoding": "gzip"}
    assert send(target, "PutMetricData", body=gzip.compress(plain), headers=headers)[0] == 200
    assert [metric["MetricName"] for metric in aws("cloudwatch").list_metrics(Namespace=unique_name)["Metrics"]] == [
        "m"
    ]


@pytest.mark.parametrize(
    ("operation", "values", "expected"),
    [
        ("PutMetricAlarm", {"AlarmName": ""}, "ValidationException"),
        ("PutMetricAlarm", {"AlarmName": "x", **ALARM, "ComparisonOperator": "Equals"}, "ValidationException"),
        ("DescribeAlarms", {"MaxRecords": 0}, "ValidationException"),
        ("GetDashboard", {"DashboardName": "none"}, "ResourceNotFound"),
        ("DescribeInsightRules", {}, "NotImplemented"),
    ],
)
def test_an_error_is_in_cbor(target, operation, values, expected):
    assert code(send(target, operation, values))[1] == expected


@pytest.mark.parametrize("body", [b"\xff", b"{}", b"\xa1iAlarmNameA\x01", b"\xa1iAlarmName\x01"])
def test_a_body_that_cannot_be_read_is_refused(target, body):
    assert code(send(target, "PutMetricAlarm", body=body)) == (400, "SerializationException")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/service/GraniteServiceVersion20100801/operation/Nothing", {}),
        ("/service/AnotherService/operation/DescribeAlarms", {}),
        ("/x/operation/DescribeAlarms", {}),
        ("/service/GraniteServiceVersion20100801/operation/DescribeAlarms", {"smithy-protocol": "rpc-v2-json"}),
    ],
)
def test_another_url_or_protocol_is_an_unknown_operation(target, path, headers):
    response = send(target, "DescribeAlarms", path=path, headers=headers)
    assert code(response) == (404, "UnknownOperationException")


@pytest.mark.parametrize(
    ("values", "options"),
    [
        ({"AlarmName": "x", **ALARM}, {}),
        ({"AlarmName": ""}, {}),
        (None, {"body": b"\xff"}),
        ({"AlarmName": "x", **ALARM}, {"headers": {"X-Amz-Target": "GraniteServiceVersion20100801.DescribeAlarms"}}),
    ],
)
def test_a_caller_needs_the_permission_of_the_operation(target, session, values, options):
    deny = {"Effect": "Deny", "Action": "cloudwatch:PutMetricAlarm", "Resource": "*"}

    response = send(target, "PutMetricAlarm", values, credentials=session(EVERYTHING, deny), **options)

    assert response[0] == 403
    assert code(response)[1].startswith("AccessDenied")


def test_a_caller_without_a_signature_is_rejected(target):
    wrong = Credentials(target.access_key_id, "wrong", None)
    with pytest.raises(KeyError, match="smithy-protocol"):  # the gate responds in the protocol JSON
        send(target, "DescribeAlarms", credentials=wrong)


@pytest.mark.upstream
def test_unpatched_ministack_drops_the_parameters(unpatched_target, unpatched_aws, unique_name):
    send(unpatched_target, "PutMetricAlarm", {"AlarmName": unique_name, **ALARM})
    assert unpatched_aws("cloudwatch").describe_alarms(AlarmNames=[unique_name])["MetricAlarms"] == []
