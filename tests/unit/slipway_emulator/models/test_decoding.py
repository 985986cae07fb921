"""Every operation's request, as botocore sends it, is read back with the values that it was made of."""

import json
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest
from botocore.awsrequest import prepare_request_dict
from botocore.serialize import create_serializer

from slipway_emulator.models.decoding import json_document, operation_input
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.models.service_models import Request, model
from slipway_emulator.validation import requests

# Those that the modules use, and one of each protocol.
SERVICES = [
    "acm",
    "apigateway",
    "apigatewayv2",
    "cloudfront",
    "cloudwatch",
    "codebuild",
    "codepipeline",
    "dynamodb",
    "ec2",
    "ecr",
    "events",
    "iam",
    "lambda",
    "logs",
    "route53",
    "scheduler",
    "secretsmanager",
    "ses",
    "sesv2",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
    "sts",
]


def _sample(shape, seen=()):
    """A value of the type of a shape.

    Without shapes that contain themselves, and free parameters of a URL, which have no constraints.
    """
    if shape.name in seen or (shape.type_name == "map" and shape.serialization.get("location") == "querystring"):
        return None
    seen = (*seen, shape.name)
    if shape.type_name == "structure":
        members = {name: _sample(member, seen) for name, member in shape.members.items()}
        return {name: value for name, value in members.items() if value is not None}
    if shape.type_name == "list":
        item = _sample(shape.member, seen)
        return None if item is None else [item, item]
    if shape.type_name == "map":
        value = _sample(shape.value, seen)
        return None if value is None else {_sample(shape.key, seen): value}
    texts = {"timestamp": "2026-01-01T00:00:00Z", "blob": b"a", "boolean": True, "float": 1.5, "double": 1.5}
    return 7 if shape.type_name in ("integer", "long") else texts.get(shape.type_name, "text")


def _request(service, operation, values):
    protocol = model(service).resolved_protocol
    serialized = create_serializer(protocol, include_validation=False).serialize_to_request(values, operation)
    prepare_request_dict(serialized, "http://localhost")
    headers = {name.lower(): str(value) for name, value in serialized["headers"].items()}
    body = serialized["body"]
    body = urlencode(body) if isinstance(body, dict) else body
    body = body.encode() if isinstance(body, str) else body
    url = urlsplit(serialized["url"])
    query = parse_qs(url.query, keep_blank_values=True)
    return Request(service, serialized["method"], unquote(url.path), headers, body, query), protocol


def _comparable(value, shape):
    """Leave out what has no type in the request: times, and bytes, which are Base64 in JSON."""
    if shape.type_name == "structure":
        return {
            name: _comparable(value[name], member)
            for name, member in shape.members.items()
            if name in value and member.type_name not in ("timestamp", "blob")
        }
    if shape.type_name == "list":
        return [_comparable(item, shape.member) for item in value]
    if shape.type_name == "map":
        return {key: _comparable(item, shape.value) for key, item in value.items()}
    return None if shape.type_name in ("timestamp", "blob") else value


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_of_a_service_is_read_as_botocore_sends_it(service):
    differing = []
    for name in model(service).operation_names:
        operation = model(service).operation_model(name)
        if operation.deprecated:
            continue  # another operation has its URL
        values = _sample(operation.input_shape) if operation.input_shape else {}
        request, protocol = _request(service, operation, values)
        found = requests.operation_of(service, request)
        if found is None or found[0].name != name:
            differing.append((name, found and found[0].name, request.path))
            continue
        decoded = operation_input(operation, protocol, request, found[2])
        shape = operation.input_shape
        if shape and _comparable(decoded, shape) != _comparable(values, shape):
            differing.append((name, decoded, values))
    assert not differing


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1, "NUMBER_VALUE can not be converted to a String"),
        (True, "TRUE_VALUE can not be converted to a String"),
        ({}, "Start of structure or map found where not expected."),
        ([], "Start of list found where not expected."),
    ],
)
def test_a_value_of_another_type_is_refused(value, message):
    operation = model("events").operation_model("PutRule")
    request = Request("events", "POST", "/", {}, json.dumps({"Name": value}).encode(), {})
    with pytest.raises(ServiceError, match=message) as caught:
        operation_input(operation, "json", request, {})
    assert caught.value.code == "SerializationException"


@pytest.mark.parametrize(("limit", "is_valid"), [(5, True), (5.0, True), (5.5, False), ("5", False), (2**31, False)])
def test_an_integer_is_a_whole_number_of_32_bits(limit, is_valid):
    operation = model("events").operation_model("ListRules")
    request = Request("events", "POST", "/", {}, json.dumps({"Limit": limit}).encode(), {})
    if is_valid:
        assert operation_input(operation, "json", request, {}) == {"Limit": 5}
    else:
        with pytest.raises(ServiceError):
            operation_input(operation, "json", request, {})


@pytest.mark.parametrize(("time", "is_valid"), [(1767225600, True), (1767225600.5, True), ("2026-01-01", False)])
def test_a_time_is_in_seconds(time, is_valid):
    operation = model("events").operation_model("PutEvents")
    request = Request("events", "POST", "/", {}, json.dumps({"Entries": [{"Time": time}]}).encode(), {})
    if is_valid:
        assert operation_input(operation, "json", request, {}) == {"Entries": [{"Time": time}]}
    else:
        with pytest.raises(ServiceError, match="can not be converted to"):
            operation_input(operation, "json", request, {})


@pytest.mark.parametrize(("depth", "is_valid"), [(500, True), (1001, False), (200_000, False)])
def test_json_has_at_most_1000_levels(depth, is_valid):
    body = b"[" * depth + b"]" * depth
    if is_valid:
        json_document(body)
    else:
        with pytest.raises(ServiceError, match="depth"):
            json_document(body)


@pytest.mark.parametrize("body", [b"NaN", b"[Infinity]", b'{"a": -Infinity}', b"\xff", b"1" * 5000])
def test_what_python_reads_and_json_does_not_have_is_refused(body):
    with pytest.raises(ServiceError, match="not JSON"):
        json_document(body)


def test_brackets_in_strings_do_not_count():
    text = "[" * 2000 + '\\"' + "{" * 2000
    assert json_document(json.dumps({"a": text}).encode()) == {"a": text}
