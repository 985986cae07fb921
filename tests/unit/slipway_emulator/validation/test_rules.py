import json

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import bucket_policies, rules

REGION = "eu-west-1"
ARN = f"arn:aws:lambda:{REGION}:123456789012:function:a"
CREATE = {"FunctionName": "a", "Role": "arn:aws:iam::123456789012:role/a", "Code": {}}


def refused(service, operation, values):
    with pytest.raises(ServiceError) as caught:
        rules.check(service, operation, values, REGION)
    return caught.value


@pytest.mark.parametrize(
    ("service", "operation", "values", "code"),
    [
        ("iam", "CreatePolicy", {"PolicyDocument": "{}"}, "MalformedPolicyDocument"),
        ("iam", "CreatePolicyVersion", {"PolicyDocument": "{}"}, "MalformedPolicyDocument"),
        ("iam", "PutRolePolicy", {"PolicyDocument": "{}"}, "MalformedPolicyDocument"),
        ("iam", "PutUserPolicy", {"PolicyDocument": "{}"}, "MalformedPolicyDocument"),
        ("iam", "PutGroupPolicy", {"PolicyDocument": "{}"}, "MalformedPolicyDocument"),
        ("iam", "CreateRole", {"AssumeRolePolicyDocument": "{}"}, "MalformedPolicyDocument"),
        ("iam", "UpdateAssumeRolePolicy", {"PolicyDocument": "{}"}, "MalformedPolicyDocument"),
        ("sts", "AssumeRole", {"Policy": "{}"}, "MalformedPolicyDocument"),
        ("sqs", "CreateQueue", {"Attributes": {"Policy": "{}"}}, "InvalidAttributeValue"),
        ("sqs", "SetQueueAttributes", {"Attributes": {"Policy": "{}"}}, "InvalidAttributeValue"),
        ("sns", "CreateTopic", {"Name": "a", "Attributes": {"Policy": "{}"}}, "InvalidParameter"),
        ("sns", "SetTopicAttributes", {"AttributeName": "Policy", "AttributeValue": "{}"}, "InvalidParameter"),
        ("kms", "CreateKey", {"Policy": "{}"}, "MalformedPolicyDocumentException"),
        ("kms", "PutKeyPolicy", {"Policy": "{}"}, "MalformedPolicyDocumentException"),
        ("secretsmanager", "PutResourcePolicy", {"ResourcePolicy": "{}"}, "MalformedPolicyDocumentException"),
        ("ecr", "SetRepositoryPolicy", {"policyText": "{}"}, "InvalidParameterException"),
        ("apigateway", "CreateRestApi", {"policy": "{}"}, "BadRequestException"),
        (
            "apigateway",
            "UpdateRestApi",
            {"patchOperations": [{"op": "replace", "path": "/policy", "value": "{}"}]},
            "BadRequestException",
        ),
        ("events", "PutPermission", {"Policy": "{}"}, "ValidationException"),
        ("logs", "PutResourcePolicy", {"policyDocument": "{}"}, "InvalidParameterException"),
    ],
)
def test_a_malformed_policy_has_the_error_of_its_service(service, operation, values, code):
    assert refused(service, operation, values).code == code


def test_a_policy_of_logs_may_have_any_resource_and_principal():
    """Recorded from AWS:
    https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_resource_policies.py
    """
    statement = {"Effect": "Allow", "Principal": {"AWS": "logs.amazonaws.com"}, "Action": "logs:PutLogEvents"}
    for member, operation in ("policyDocument", "PutResourcePolicy"), ("accessPolicy", "PutDestinationPolicy"):
        policy = {"Version": "2012-10-17", "Statement": [statement | {"Resource": "log_arn"}]}
        rules.check("logs", operation, {member: json.dumps(policy)}, REGION)
        without = {**policy, "Statement": [statement]}
        for text in json.dumps(without), json.dumps({**policy, "Version": "2020"}), "x":
            assert refused("logs", operation, {member: text}).code == "InvalidParameterException"


@pytest.mark.parametrize(
    ("operation", "names", "limit", "message"),
    [
        ("CreatePolicy", {}, 6144, "Cannot exceed quota for PolicySize: 6144"),
        ("PutRolePolicy", {"RoleName": "a"}, 10_240, "Maximum policy size of 10240 bytes exceeded for role a"),
        ("PutUserPolicy", {"UserName": "a"}, 2048, "Maximum policy size of 2048 bytes exceeded for user a"),
        ("PutGroupPolicy", {"GroupName": "a"}, 5120, "Maximum policy size of 5120 bytes exceeded for group a"),
    ],
)
def test_a_policy_has_a_size_without_its_white_space(operation, names, limit, message):
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/"}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement}, indent=4)
    size = len("".join(document.split()))
    longest = document.replace("bucket/", "bucket/" + "a" * (limit - size))
    rules.check("iam", operation, {**names, "PolicyDocument": longest}, REGION)

    error = refused("iam", operation, {**names, "PolicyDocument": longest.replace("bucket/", "bucket/a")})

    assert (error.code, error.status, error.message) == ("LimitExceeded", 409, message)


def test_an_empty_policy_and_other_attributes_are_accepted():
    rules.check("sqs", "SetQueueAttributes", {"Attributes": {"Policy": "", "DelaySeconds": "1"}}, REGION)
    rules.check("sns", "SetTopicAttributes", {"AttributeName": "DisplayName", "AttributeValue": "{}"}, REGION)
    rules.check("apigateway", "UpdateRestApi", {"patchOperations": [{"op": "replace", "path": "/name"}]}, REGION)


BUCKET = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Principal": None}, "Missing required field Principal"),
        ({"Action": None}, "Missing required field Action"),
        ({"Effect": "allow"}, "Invalid effect: allow"),
        ({"Action": "sqs:SendMessage"}, "Policy has invalid action"),
        ({"Resource": "arn:aws:s3:::other/*"}, "Policy has invalid resource"),
        ({"Resource": "*"}, "Policy has invalid resource"),
        ({"Principal": {"AWS": "me"}}, "Invalid principal in policy"),
    ],
)
def test_a_malformed_policy_of_a_bucket_is_refused(changes, message):
    statement = {name: value for name, value in {**BUCKET, **changes}.items() if value is not None}
    with pytest.raises(ServiceError, match=message) as caught:
        bucket_policies.check("bucket", json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert caught.value.code == "MalformedPolicy"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "Policies must be valid JSON and the first byte must be '{'"),
        ("text", "Policies must be valid JSON and the first byte must be '{'"),
        ("{}", "Missing required field Statement"),
    ],
)
def test_text_in_place_of_the_policy_of_a_bucket_is_refused(document, message):
    with pytest.raises(ServiceError, match=message):
        bucket_policies.check("bucket", document)


def test_a_policy_of_a_bucket_is_about_the_bucket_and_its_objects():
    resources = ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"]
    statement = {**BUCKET, "Effect": "Deny", "Action": "s3:*", "Resource": resources}
    bucket_policies.check("bucket", json.dumps({"Version": "2012-10-17", "Statement": statement}))


@pytest.mark.parametrize(
    ("operation", "values", "message"),
    [
        ("GetFunction", {"FunctionName": ARN.replace(REGION, "us-east-1")}, "Functions from 'us-east-1' are not reach"),
        ("Invoke", {"FunctionName": "us-east-1:123456789012:function:a"}, "Functions from 'us-east-1' are not reach"),
        ("Invoke", {"FunctionName": f"{ARN}:1", "Qualifier": "2"}, "The derived qualifier from the function name does"),
        ("GetFunction", {"FunctionName": "a:live", "Qualifier": "$LATEST"}, "The derived qualifier"),
        ("DeleteFunction", {"FunctionName": "a", "Qualifier": "$LATEST"}, "$LATEST version cannot be deleted without"),
        ("DeleteFunction", {"FunctionName": f"{ARN}:$LATEST"}, "$LATEST version cannot be deleted without"),
        ("CreateFunction", {**CREATE, "Runtime": "python3.7"}, "The runtime parameter of python3.7 is no longer"),
        ("CreateFunction", {**CREATE, "Runtime": "Python3.13"}, "Value Python3.13 at 'runtime' failed to satisfy"),
        ("UpdateFunctionConfiguration", {"FunctionName": "a", "Runtime": "go1.x"}, "The runtime parameter of go1.x"),
        ("CreateFunction", {**CREATE, "Environment": {"Variables": {"AB": "x" * 4096}}}, "exceeded the 4KB limit"),
        ("CreateFunction", {**CREATE, "Runtime": "python9"}, "Value python9 at 'runtime' failed to satisfy"),
        ("CreateFunction", {**CREATE, "Timeout": 901}, "'901' at 'timeout' failed to satisfy constraint: Member must"),
        ("CreateFunction", {**CREATE, "MemorySize": 127}, "'127' at 'memorySize' failed to satisfy constraint: Member"),
        ("UpdateFunctionConfiguration", {"FunctionName": "a", "MemorySize": 10_241}, "less than or equal to 10240"),
        (
            "CreateFunction",
            {**CREATE, "Environment": {"Variables": {"AWS_REGION": "x", "_HANDLER": "y", "A": "z"}}},
            "Reserved keys used in this request: AWS_REGION, _HANDLER",
        ),
        ("Invoke", {"FunctionName": "a", "Payload": b"1" * 6_291_457}, "Request must be smaller than 6291456 bytes"),
        (
            "Invoke",
            {"FunctionName": "a", "InvocationType": "Event", "Payload": b"1" * 1_048_577},
            "Request must be smaller than 1048576 bytes",
        ),
        ("TagResource", {"Resource": f"{ARN}:1", "Tags": {"a": "b"}}, "Tags on function aliases and versions are not"),
        ("TagResource", {"Resource": ARN, "Tags": {}}, "An error occurred and the request cannot be processed."),
        ("TagResource", {"Resource": ARN, "Tags": {str(i): "" for i in range(51)}}, "exceeds resource tag limit"),
    ],
)
def test_lambda_refuses_what_its_model_allows(operation, values, message):
    error = refused("lambda", operation, values)

    assert error.status == (404 if "reach" in message else 413 if "smaller" in message else 400)
    assert message in error.message


@pytest.mark.parametrize(
    ("operation", "values"),
    [
        ("GetFunction", {"FunctionName": ARN}),
        ("Invoke", {"FunctionName": f"{ARN}:live", "Qualifier": "live"}),
        ("DeleteFunction", {"FunctionName": "a", "Qualifier": "1"}),
        ("CreateFunction", {**CREATE, "Timeout": 900, "MemorySize": 128}),
        ("Invoke", {"FunctionName": "a", "Payload": b"1" * 6_291_456}),
        ("CreateFunction", {**CREATE, "Runtime": "python3.13", "Environment": {"Variables": {"AB": "x" * 4000}}}),
        ("TagResource", {"Resource": ARN, "Tags": {"a": "b"}}),
    ],
)
def test_lambda_accepts_the_rest(operation, values):
    rules.check("lambda", operation, values, REGION)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "must be specified"),
        ({"ScheduleExpression": "rate(1 day)", "EventBusName": "a"}, "only on the default event bus"),
        *(
            ({"ScheduleExpression": f"rate({rate})"}, "is not valid")
            for rate in ("1 days", "2 day", "0 days", "5", "-1 days")
        ),
        ({"ScheduleExpression": "every day"}, "is not valid"),
    ],
)
def test_eventbridge_refuses_a_rule_that_can_never_match(values, message):
    assert message in refused("events", "PutRule", {"Name": "a", **values}).message


@pytest.mark.parametrize("schedule", ["rate(1 day)", "rate(15 minutes)", "cron(0 12 * * ? *)"])
def test_eventbridge_accepts_a_schedule(schedule):
    rules.check("events", "PutRule", {"Name": "a", "ScheduleExpression": schedule}, REGION)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ({"Input": "text"}, "JSON syntax error in input for target a"),
        (
            {"InputTransformer": {"InputPathsMap": {"color": "$.detail.color"}, "InputTemplate": '"<color> <size>"'}},
            "InputTemplate for target a contains invalid placeholder size.",
        ),
    ],
)
def test_eventbridge_refuses_a_target_whose_input_cannot_be_made(target, message):
    assert refused("events", "PutTargets", {"Rule": "a", "Targets": [{"Id": "a", **target}]}).message == message


@pytest.mark.parametrize(
    "target",
    [
        {"Input": '"text"'},
        {"InputTransformer": {"InputTemplate": '{"rule": "<aws.events.rule-name>", "html": "a < b"}'}},
        {"InputTransformer": {"InputPathsMap": {"a": "$.detail"}, "InputTemplate": "<a>"}},
    ],
)
def test_eventbridge_accepts_the_input_of_a_target(target):
    rules.check("events", "PutTargets", {"Rule": "a", "Targets": [{"Id": "a", **target}]}, REGION)


def test_the_name_of_a_bus_has_no_slash():
    assert "must not contain '/'" in refused("events", "CreateEventBus", {"Name": "a/b"}).message


TOPIC = f"arn:aws:sns:{REGION}:123456789012:topic"
PUBLISH = {"TopicArn": TOPIC, "Message": "message"}


@pytest.mark.parametrize(
    ("operation", "values", "message"),
    [
        ("Unsubscribe", {"SubscriptionArn": TOPIC}, "SubscriptionId"),
        ("CreateTopic", {"Name": "a b"}, "Topic Name"),
        ("CreateTopic", {"Name": "a" * 257}, "Topic Name"),
        ("CreateTopic", {"Name": "a.fifo"}, "Topic Name"),
        ("CreateTopic", {"Name": "a", "Attributes": {"FifoTopic": "true"}}, "Fifo Topic names must end with .fifo"),
        ("SetTopicAttributes", {"TopicArn": TOPIC, "AttributeName": "Color"}, "AttributeName"),
        ("TagResource", {"ResourceArn": TOPIC, "Tags": [{"Key": "a"}, {"Key": "a"}]}, "Duplicated keys are not"),
        ("AddPermission", {"TopicArn": TOPIC, "ActionName": ["Send"]}, "Policy statement action out of service scope!"),
        ("Subscribe", {"Protocol": "ftp", "Endpoint": "a"}, "Amazon SNS does not support this protocol string: ftp"),
        ("Subscribe", {"Protocol": "sqs", "Endpoint": "https://sqs/queue"}, "SQS endpoint ARN"),
        ("Subscribe", {"Protocol": "sms", "Endpoint": "me"}, "Invalid SMS endpoint: me"),
        ("Subscribe", {"Protocol": "email", "Endpoint": "me"}, "Email address"),
        ("Subscribe", {"Protocol": "https", "Endpoint": "http://example.com"}, "must match the specified protocol"),
        ("Publish", {**PUBLISH, "Message": ""}, "Empty message"),
        ("Publish", {**PUBLISH, "Subject": ""}, "Subject"),
        ("Publish", {**PUBLISH, "Subject": "a" * 101}, "Subject"),
        ("Publish", {**PUBLISH, "Subject": "a\nb"}, "Subject"),
        ("Publish", {"PhoneNumber": "+1a234", "Message": "a"}, "PhoneNumber Reason: +1a234 is not valid"),
        ("Publish", {**PUBLISH, "MessageStructure": "json"}, "JSON message body failed to parse"),
        ("Publish", {**PUBLISH, "MessageStructure": "json", "Message": "{}"}, "No default entry in JSON message body"),
        ("Publish", {**PUBLISH, "MessageAttributes": {"a": {"DataType": "Text"}}}, "invalid message attribute type"),
        ("Publish", {**PUBLISH, "MessageAttributes": {"a": {"DataType": "String"}}}, "must contain non-empty message"),
    ],
)
def test_sns_refuses_what_its_model_allows(operation, values, message):
    error = refused("sns", operation, values)

    assert error.code in ("InvalidParameter", "ParameterValueInvalid")
    assert message in error.message


@pytest.mark.parametrize(
    ("operation", "values"),
    [
        ("CreateTopic", {"Name": "a-b_c"}),
        ("CreateTopic", {"Name": "a.fifo", "Attributes": {"FifoTopic": "true"}}),
        ("SetTopicAttributes", {"TopicArn": TOPIC, "AttributeName": "SQSSuccessFeedbackSampleRate"}),
        ("Subscribe", {"Protocol": "email", "Endpoint": "me@example.com"}),
        ("Subscribe", {"Protocol": "sms", "Endpoint": "+15550100000"}),
        ("Subscribe", {"Protocol": "sms", "Endpoint": "+12/34-567.890"}),
        ("Unsubscribe", {"SubscriptionArn": f"{TOPIC}:00000000-0000-0000-0000-000000000000"}),
        ("Publish", {**PUBLISH, "Subject": "Straße", "MessageStructure": "json", "Message": '{"default": "a"}'}),
        ("Publish", {**PUBLISH, "MessageAttributes": {"a": {"DataType": "Number.int", "StringValue": "1"}}}),
    ],
)
def test_sns_accepts_the_rest(operation, values):
    rules.check("sns", operation, values, REGION)
