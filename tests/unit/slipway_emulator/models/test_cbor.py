"""https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html"""

from datetime import UTC, datetime

import pytest
from botocore.model import DenormalizedStructureBuilder
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer

from slipway_emulator.models import cbor
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.models.service_models import model

PUT = model("cloudwatch").operation_model("PutMetricData").input_shape
ALARMS = model("cloudwatch").operation_model("DescribeAlarms").output_shape
BLOB = DenormalizedStructureBuilder().with_members({"Blob": {"type": "blob"}, "Text": {"type": "string"}}).build_model()


def document(values, shape=PUT):
    return RpcV2CBORSerializer()._serialize_body_params(values, shape)


def parsed(shape, body):
    return RpcV2CBORParser().parse({"body": body, "headers": {}, "status_code": 200}, shape)


def test_an_input_has_the_values_of_the_json_protocol():
    datum = {"MetricName": "a", "Timestamp": datetime(2026, 1, 1, tzinfo=UTC), "Value": 1.5, "Counts": [1.0, 2.5]}

    values = cbor.json_values(PUT, document({"Namespace": "x", "MetricData": [datum]}))

    assert values == {"Namespace": "x", "MetricData": [datum | {"Timestamp": 1767225600.0}]}


def test_an_input_without_a_body_has_no_values():
    assert cbor.json_values(PUT, b"") == {}
    assert cbor.json_values(None, b"\xa0") == {}


def test_a_blob_is_base64_in_json():
    assert cbor.json_values(BLOB, document({"Blob": b"\x00\xff"}, BLOB)) == {"Blob": "AP8="}
    assert parsed(BLOB, cbor.output(BLOB, {"Blob": "AP8="}))["Blob"] == b"\x00\xff"


@pytest.mark.parametrize(
    ("value", "expected"), [(float("nan"), "NaN"), (float("inf"), "Infinity"), (float("-inf"), "-Infinity")]
)
def test_a_number_that_json_does_not_have_is_its_name(value, expected):
    body = document({"MetricData": [{"MetricName": "a", "Value": value}]})
    assert cbor.json_values(PUT, body)["MetricData"][0]["Value"] == expected


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",  # an end without a start
        b"\xa1",  # a map without its entry
        b"\x81" * 3000 + b"\x01",  # too many levels
        b"\xa0\x00",  # more than one item
        b"\x01",
        b"\x80",
        b"{}",
        b"\xa1\x80\x01",  # a list as a key
        b"\x9b" + b"\xff" * 8,  # a list that is too long
        b"\xa1aN\xc1\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00",  # an infinite time
        b"\xa1iNamespaceA\x01",  # bytes for a text
        b"\xa1iNamespace\xc1\x01",  # a time for a text
        b"\xa1aN\xc0a1",  # a tag that the protocol doesn't have
        b"\xa1jMetricData\x81\xa1iTimestampa1",  # a text for a time
    ],
)
def test_another_body_is_malformed(body):
    with pytest.raises(ServiceError) as error:
        cbor.json_values(PUT, body)
    assert error.value.code == "SerializationException"


def test_an_output_has_the_types_of_the_model():
    alarm = {"AlarmName": "x", "Period": 60.0, "Threshold": 1, "StateUpdatedTimestamp": 1700000000.5}

    body = cbor.output(ALARMS, {"MetricAlarms": [alarm | {"Unknown": 1, "Metrics": None}], "NextToken": None})

    (found,) = parsed(ALARMS, body)["MetricAlarms"]
    assert found.pop("StateUpdatedTimestamp").timestamp() == pytest.approx(1700000000.5)
    assert found == {"AlarmName": "x", "Period": 60, "Threshold": 1.0}
    assert isinstance(found["Period"], int)


def test_an_operation_without_an_output_returns_an_empty_map():
    assert cbor.output(None, {"a": 1}) == b"\xa0"


def test_an_error_has_its_code_and_its_message():
    body = cbor.error({"__type": "ResourceNotFound", "message": "é", "other": None})
    response = {"body": body, "headers": {}, "status_code": 400}
    assert RpcV2CBORParser().parse(response, None)["Error"] == {"Code": "ResourceNotFound", "Message": "é"}
