"""Requests are signed here, because botocore's own validation refuses some of them before they are sent.

https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services has answers recorded from AWS.
"""

import json
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

ROLE = "arn:aws:iam::123456789012:role/role"
TRUST_WITHOUT_PRINCIPAL = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole"}}'
ALPHANUMERIC = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression"
SID_WITH_SPACE = (
    '{"Version": "2012-10-17", "Statement": {"Sid": "a b", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'
)


@dataclass(frozen=True)
class Answer:
    """A response: its status, and the code and the message of its error."""

    status: int
    code: str
    message: str
    headers: dict[str, str]


def send(target, service, *, method="POST", path="/", headers=None, body=b"", secret=None):
    """Sign and send a request."""
    credentials = Credentials(target.access_key_id, secret or target.secret_access_key, target.session_token)
    request = AWSRequest(method, f"{target.endpoint_url}{path}", headers=headers or {}, data=body)
    SigV4Auth(credentials, service, target.region).add_auth(request)
    response = URLLib3Session().send(request.prepare())
    if response.content.startswith(b"{"):
        error = json.loads(response.content)
        code = error.get("__type") or response.headers.get("x-amzn-errortype", "")
        message = error.get("message") or error.get("Message", "")
    elif not response.content:
        code = message = ""
    else:
        error = {element.tag.rpartition("}")[2]: element.text for element in ET.fromstring(response.content).iter()}
        code, message = error.get("Code", ""), error.get("Message", "")
    return Answer(
        response.status_code, code, message, {name.lower(): value for name, value in response.headers.items()}
    )


def call_json(target, service, operation, values, prefix="x"):
    """Call an operation in the JSON protocol."""
    headers = {"X-Amz-Target": f"{prefix}.{operation}", "Content-Type": "application/x-amz-json-1.1"}
    return send(target, service, headers=headers, body=values if isinstance(values, bytes) else json.dumps(values))


def call_query(target, service, action, **parameters):
    """Call an operation in the query protocol."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return send(target, service, headers=headers, body=urlencode({"Action": action, **parameters}))


def _failed(path, constraint):
    return f"at '{path}' failed to satisfy constraint: {constraint}"


TARGETS = {"events": "AWSEvents", "logs": "Logs_20140328", "kms": "TrentService", "ssm": "AmazonSSM"}


@pytest.mark.parametrize(
    ("service", "operation", "values", "code", "message"),
    [
        ("events", "PutRule", {}, "ValidationException", _failed("name", "Member must not be null")),
        ("events", "PutRule", {"Name": "a b"}, "ValidationException", _failed("name", "Member must satisfy regular")),
        ("events", "PutRule", {"Name": "a" * 65}, "ValidationException", "less than or equal to 64"),
        ("events", "PutRule", {"Name": 1}, "SerializationException", "NUMBER_VALUE can not be converted to a String"),
        (
            "events",
            "PutRule",
            {"Name": "a", "State": "ON"},
            "ValidationException",
            "Member must satisfy enum value set",
        ),
        (
            "events",
            "PutTargets",
            {"Rule": "a", "Targets": [{"Id": "!", "Arn": "a"}]},
            "ValidationException",
            _failed("targets.1.member.id", "Member must satisfy regular"),
        ),
        (
            "logs",
            "CreateLogGroup",
            {"logGroupName": "a b"},
            "InvalidParameterException",
            _failed("logGroupName", "Member must satisfy regular"),
        ),
        (
            "logs",
            "PutMetricFilter",
            {"logGroupName": "a", "filterName": "b" * 513, "filterPattern": "", "metricTransformations": []},
            "InvalidParameterException",
            "2 validation errors detected",
        ),
        ("kms", "GenerateRandom", {"NumberOfBytes": 0}, "ValidationException", "value greater than or equal to 1"),
        (
            "ssm",
            "PutParameter",
            {"Name": "a", "Value": "b", "Type": "Secret"},
            "ValidationException",
            _failed("type", "Member must satisfy enum"),
        ),
    ],
)
def test_a_json_request_is_validated(target, service, operation, values, code, message):
    answer = call_json(target, service, operation, values, TARGETS[service])

    assert (answer.status, answer.code) == (400, code)
    assert message in answer.message
    assert answer.headers["x-amzn-errortype"] == code


@pytest.mark.parametrize(
    ("service", "action", "parameters", "message"),
    [
        ("iam", "CreateRole", {"RoleName": "a b", "AssumeRolePolicyDocument": "{}"}, "regular expression pattern"),
        ("iam", "CreateUser", {}, _failed("userName", "Member must not be null")),
        ("iam", "CreateUser", {"UserName": "a" * 65}, "length less than or equal to 64"),
        ("iam", "CreateUser", {"UserName": "a", "Tags.member.1.Key": "k"}, "'tags.1.member.value'"),
        ("iam", "UpdateAccessKey", {"AccessKeyId": "A" * 16, "Status": "On"}, "satisfy enum value set"),
        ("sts", "AssumeRole", {"RoleArn": ROLE, "RoleSessionName": "a b"}, _failed("roleSessionName", "Member must")),
        ("sts", "AssumeRole", {"RoleArn": ROLE, "RoleSessionName": "a", "DurationSeconds": "1"}, "equal to 900"),
        ("sns", "CreatePlatformApplication", {"Name": "a", "Platform": "GCM"}, "null at 'attributes'"),
        ("monitoring", "PutMetricAlarm", {"AlarmName": ""}, _failed("alarmName", "Member must have length greater")),
    ],
)
def test_a_query_request_is_validated(target, service, action, parameters, message):
    answer = call_query(target, service, action, **parameters)

    assert (answer.status, answer.code) == (400, "ValidationError")
    assert message in answer.message


@pytest.mark.parametrize(
    ("service", "action", "parameters", "name"),
    [
        ("rds", "CreateDBInstance", {"DBInstanceClass": "a"}, "DBInstanceIdentifier"),
        ("ec2", "CreateTags", {}, "Resource"),
    ],
)
def test_a_missing_parameter_of_ec2_or_rds_has_a_code_for_it(target, service, action, parameters, name):
    answer = call_query(target, service, action, **parameters)

    assert (answer.status, answer.code) == (400, "MissingParameter")
    assert f"The request must contain the parameter {name}" in answer.message


@pytest.mark.parametrize(
    ("service", "method", "path", "values", "code", "message"),
    [
        ("lambda", "POST", "/2015-03-31/functions", {}, "ValidationException", "null at 'functionName'"),
        (
            "lambda",
            "POST",
            "/2015-03-31/functions",
            {"FunctionName": "a", "Role": "r1", "Code": {}},
            "ValidationException",
            "Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern",
        ),
        (
            "lambda",
            "GET",
            "/2015-03-31/functions/a%20b",
            None,
            "ValidationException",
            "Value 'a b' at 'functionName' failed",
        ),
        (
            "lambda",
            "GET",
            "/2015-03-31/functions?MaxItems=0",
            None,
            "ValidationException",
            _failed("maxItems", "Member must have value greater than or equal to 1"),
        ),
        (
            "apigateway",
            "POST",
            "/restapis",
            {"name": "a", "endpointConfiguration": {"types": ["wrong"]}},
            "ValidationException",
            _failed("createRestApiInput.endpointConfiguration.types", "Member must satisfy constraint: [Member must"),
        ),
        ("apigateway", "POST", "/v2/apis", {"name": "a"}, "BadRequestException", "null at 'protocolType'"),
        (
            "ses",
            "POST",
            "/v2/email/identities",
            {"EmailIdentity": ""},
            "BadRequestException",
            _failed("emailIdentity", "Member must have length greater than or equal to 1"),
        ),
        ("ses", "POST", "/v2/email/identities", {"EmailIdentity": 1}, "SerializationException", "NUMBER_VALUE"),
    ],
)
def test_a_rest_request_is_validated(target, service, method, path, values, code, message):
    answer = send(target, service, method=method, path=path, body=json.dumps(values) if values is not None else b"")

    assert (answer.status, answer.headers["x-amzn-errortype"]) == (400, code)
    assert message in answer.message


def test_an_xml_request_is_validated(target):
    body = "<CloudFrontOriginAccessIdentityConfig><Comment>a</Comment></CloudFrontOriginAccessIdentityConfig>"
    answer = send(target, "cloudfront", path="/2020-05-31/origin-access-identity/cloudfront", body=body)

    assert (answer.status, answer.code) == (400, "MalformedInput")
    assert "callerReference' failed to satisfy constraint: Member must not be null" in answer.message


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b"[" * 200_000 + b"]" * 200_000])
@pytest.mark.parametrize(
    ("service", "operation"), [("events", "PutRule"), ("logs", "CreateLogGroup"), ("ssm", "PutParameter")]
)
def test_a_body_other_than_a_json_object_is_refused(target, service, operation, body):
    answer = call_json(target, service, operation, body, TARGETS[service])

    assert (answer.status, answer.code) == (400, "SerializationException")


def _nested(depth):
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize(
    ("service", "operation", "values"),
    [
        ("events", "PutRule", {"Name": "a", "EventPattern": _nested(20_000)}),
        ("ssm", "PutParameter", {"Name": "a", "Type": "String", "Value": "b", "Policies": _nested(20_000)}),
        ("events", "PutRule", {"Name": "a", "Unknown": json.loads(_nested(500))}),
    ],
)
def test_json_with_many_levels_never_is_an_internal_error(target, service, operation, values):
    assert call_json(target, service, operation, values, TARGETS[service]).status < 500


@pytest.mark.parametrize(
    ("action", "parameters", "message"),
    [
        ("CreatePolicy", {"PolicyName": "a", "PolicyDocument": "{}"}, "Syntax errors in policy."),
        ("PutRolePolicy", {"RoleName": "a", "PolicyName": "a", "PolicyDocument": "x"}, "Syntax errors in policy."),
        ("CreateRole", {"RoleName": "a", "AssumeRolePolicyDocument": "x"}, "This policy contains invalid Json"),
        (
            "CreateRole",
            {"RoleName": "a", "AssumeRolePolicyDocument": TRUST_WITHOUT_PRINCIPAL},
            "Missing required field Principal",
        ),
        (
            "CreatePolicy",
            {"PolicyName": "a", "PolicyDocument": SID_WITH_SPACE},
            f"{ALPHANUMERIC} [0-9A-Za-z]*",
        ),
    ],
)
def test_a_malformed_policy_is_refused(target, action, parameters, message):
    answer = call_query(target, "iam", action, **parameters)

    assert (answer.status, answer.code, answer.message) == (400, "MalformedPolicyDocument", message)


def test_a_malformed_policy_of_a_queue_has_both_codes_of_sqs(aws, unique_name):
    sqs = aws("sqs")

    with pytest.raises(sqs.exceptions.ClientError) as caught:
        sqs.create_queue(QueueName=unique_name, Attributes={"Policy": "{}"})

    error = caught.value.response["Error"]
    assert (error["Code"], error["QueryErrorCode"], error["Type"]) == (
        "InvalidAttributeValue",
        "InvalidAttributeValue",
        "Sender",
    )


def test_a_malformed_policy_of_a_bucket_is_refused(aws, target, unique_name):
    s3 = aws("s3")
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})

    with pytest.raises(s3.exceptions.ClientError, match=r"MalformedPolicy.*Missing required field Statement"):
        s3.put_bucket_policy(Bucket=unique_name, Policy="{}")


def test_a_function_of_another_region_is_not_found(target):
    answer = send(target, "lambda", method="GET", path="/2015-03-31/functions/ap-south-1:123456789012:function:a")

    assert (answer.status, answer.headers["x-amzn-errortype"]) == (404, "ResourceNotFoundException")
    assert "Functions from 'ap-south-1' are not reachable" in answer.message


@pytest.mark.parametrize("is_allowed", [True, False])
@pytest.mark.parametrize(
    ("service", "operation", "values", "code"),
    [
        (
            "sns",
            "create_topic",
            {"Name": "x", "Attributes": {"Policy": "not JSON"}},
            "InvalidParameter",
        ),
        ("sqs", "create_queue", {"QueueName": "x", "Attributes": {"Policy": "{}"}}, "InvalidAttributeValue"),
        (
            "iam",
            "put_role_policy",
            {"RoleName": "x", "PolicyName": "x", "PolicyDocument": "{}"},
            "MalformedPolicyDocument",
        ),
        ("events", "put_rule", {"Name": "x", "EventPattern": "not JSON"}, "InvalidEventPatternException"),
        ("s3", "put_bucket_policy", {"Bucket": "a-bucket", "Policy": "not JSON"}, "MalformedPolicy"),
    ],
)
def test_a_rule_beyond_the_model_is_checked_after_authorization(
    aws, target, assume, unique_name, service, operation, values, code, is_allowed
):
    if service == "s3":
        aws("s3").create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})
        values = values | {"Bucket": unique_name}
    effect = "Allow" if is_allowed else "Deny"
    _, client = assume(aws, target, {"Effect": effect, "Action": "*", "Resource": "*"})

    with pytest.raises(ClientError) as error:
        getattr(client(service), operation)(**values)

    found = error.value.response["Error"]["Code"]
    assert (found == code) if is_allowed else (found in ("AccessDenied", "AccessDeniedException", "AuthorizationError"))


@pytest.mark.parametrize("is_allowed", [True, False])
@pytest.mark.parametrize(
    ("service", "method", "path", "values", "code"),
    [
        ("events", "POST", "/", {"Name": ""}, "ValidationException"),
        ("events", "POST", "/", {"Name": 1}, "SerializationException"),
        ("events", "POST", "/", b"{", "SerializationException"),
        ("events", "POST", "/", b"[" * 200_000, "SerializationException"),
        ("lambda", "GET", "/2015-03-31/functions/a%20b", b"", "ValidationException"),
        ("lambda", "POST", "/2015-03-31/functions", b"[]", "SerializationException"),
        ("apigateway", "POST", "/restapis", {"name": 1}, "SerializationException"),
        ("ses", "POST", "/v2/email/identities", {"EmailIdentity": ""}, "BadRequestException"),
        ("ses", "POST", "/v2/email/identities", {"EmailIdentity": 1}, "SerializationException"),
        ("ses", "POST", "/v2/email/identities", b"[" * 200_000, "SerializationException"),
    ],
)
def test_a_request_is_validated_after_its_authorization(
    aws, target, assume, service, method, path, values, code, is_allowed
):
    _, client = assume(aws, target, {"Effect": "Allow" if is_allowed else "Deny", "Action": "*", "Resource": "*"})
    session = client("sts")._request_signer._credentials
    caller = replace(
        target, access_key_id=session.access_key, secret_access_key=session.secret_key, session_token=session.token
    )
    headers = {"Content-Type": "application/x-amz-json-1.1"}
    headers |= {"X-Amz-Target": "AWSEvents.PutRule"} if service == "events" else {}
    body = values if isinstance(values, bytes) else json.dumps(values)

    answer = send(caller, service, method=method, path=path, headers=headers, body=body)

    found = answer.headers.get("x-amzn-errortype", answer.code)
    assert found.startswith(code if is_allowed else "AccessDenied")


def test_a_form_is_validated_after_its_authorization(aws, target, assume):
    _, client = assume(aws, target, {"Effect": "Deny", "Action": "*", "Resource": "*"})
    client = client("iam", config=Config(parameter_validation=False))

    with pytest.raises(ClientError, match="AccessDenied"):
        client.put_role_policy(RoleName="", PolicyName="x", PolicyDocument="{}")


@pytest.mark.parametrize("base", ["s3.localhost", "s3.eu-central-1.amazonaws.com"])
@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/?policy", b"{}", "MalformedPolicy"),
        ("/?versioning", b"<VersioningConfiguration><Status>On</Status></VersioningConfiguration>", "MalformedXML"),
        ("/?cors", b"<CORSConfiguration>", "MalformedXML"),
        ("/key?tagging", b"<Tagging/>", "MalformedXML"),
    ],
)
def test_a_request_to_the_virtual_host_of_a_bucket_is_validated(
    aws, target, unique_name, by_virtual_host, path, body, code, base
):
    aws("s3").create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})

    response = by_virtual_host(target, unique_name, "PUT", path, body, base=base)

    assert (response.status_code, f"<Code>{code}</Code>" in response.text) == (400, True)


def test_a_request_to_the_virtual_host_of_a_bucket_is_authorized_first(
    aws, target, unique_name, by_virtual_host, assume
):
    aws("s3").create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})
    _, client = assume(aws, target, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
    caller = client("sts")._request_signer._credentials

    response = by_virtual_host(target, unique_name, "PUT", "/?policy", b"{}", caller)

    assert (response.status_code, "<Code>AccessDenied</Code>" in response.text) == (403, True)


def test_members_that_the_model_does_not_have_are_ignored(target, unique_name):
    values = {"Name": unique_name, "ScheduleExpression": "rate(1 day)", "Unknown": {"a": [1]}}
    assert call_json(target, "events", "PutRule", values, "AWSEvents").status == 200


def test_a_wrong_signature_comes_before_a_wrong_request(target):
    headers = {"X-Amz-Target": "AWSEvents.PutRule", "Content-Type": "application/x-amz-json-1.1"}

    assert send(target, "events", headers=headers, body=b"{}", secret="wrong").status in (400, 403)
    assert "Signature" in send(target, "events", headers=headers, body=b"{}", secret="wrong").code


def test_a_request_without_credentials_is_not_validated(target):
    request = AWSRequest(
        "POST",
        target.endpoint_url,
        headers={"X-Amz-Target": "AWSEvents.PutRule", "Content-Type": "application/x-amz-json-1.1"},
        data=b"{}",
    )
    assert b"MissingAuthenticationToken" in URLLib3Session().send(request.prepare()).content


@pytest.mark.upstream
def test_unpatched_ministack_accepts_what_the_models_do_not_allow(unpatched_target):
    assert call_json(unpatched_target, "events", "PutRule", {"Name": "a b"}, "AWSEvents").code != "ValidationException"
    assert call_query(unpatched_target, "iam", "CreateUser", UserName="a b").status == 200


@pytest.mark.upstream
def test_unpatched_ministack_answers_500_to_json_with_many_levels(unpatched_target):
    assert call_json(unpatched_target, "events", "PutRule", b"[" * 200_000, "AWSEvents").status >= 500
