"""https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"""

import json

import boto3
import pytest
from botocore.exceptions import ClientError


def allow(action, resource="*", effect="Allow"):
    return {"Effect": effect, "Action": action, "Resource": resource}


def denial(call, **parameters):
    """The message of the error that the call ends with."""
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 403)
    return refused.value.response["Error"]["Message"]


def get_item(client):
    return denial(client("dynamodb").get_item, TableName="movies", Key={"id": {"S": "1"}})


def session_arn(client):
    return client("sts").get_caller_identity()["Arn"]


def test_no_policy_allows_the_action(aws, target, assume):
    _, client = assume(aws, target, allow("s3:GetObject"))
    table = f"arn:aws:dynamodb:{target.region}:{target.access_key_id}:table/movies"
    assert get_item(client) == (
        f"User: {session_arn(client)} is not authorized to perform: dynamodb:GetItem on resource: {table} "
        "because no identity-based policy allows the dynamodb:GetItem action"
    )


@pytest.mark.parametrize(
    ("service", "call", "parameters", "action", "resource"),
    [
        ("lambda", "get_function", {"FunctionName": "f"}, "lambda:GetFunction", "lambda:{}:{}:function:f"),
        ("iam", "get_role", {"RoleName": "r"}, "iam:GetRole", "iam::{1}:role/r"),
        ("events", "put_rule", {"Name": "r", "EventPattern": "{}"}, "events:PutRule", "events:{}:{}:rule/r"),
        ("ssm", "get_parameter", {"Name": "p"}, "ssm:GetParameter", "ssm:{}:{}:parameter/p"),
        ("logs", "create_log_group", {"logGroupName": "g"}, "logs:CreateLogGroup", "logs:{}:{}:log-group:g"),
    ],
)
def test_each_protocol_names_the_resource(aws, target, assume, service, call, parameters, action, resource):
    _, client = assume(aws, target, allow("s3:GetObject"))
    arn = f"arn:aws:{resource.format(target.region, target.access_key_id)}"
    message = denial(getattr(client(service), call), **parameters)
    assert message.startswith(f"User: {session_arn(client)} is not authorized to perform: {action} on resource: {arn}")


def test_sqs_sns_and_s3_have_their_own_spelling(aws, target, assume, queue):
    _, client = assume(aws, target, allow("dynamodb:GetItem"))
    topic = aws("sns").create_topic(Name="movies")["TopicArn"]
    used = queue(aws)
    sent = denial(client("sqs").send_message, QueueUrl=used.url, MessageBody="x")
    assert f"perform: sqs:sendmessage on resource: {used.arn} because no identity-based policy allows" in sent
    published = denial(client("sns").publish, TopicArn=topic, Message="x")
    assert f"perform: SNS:Publish on resource: {topic} because no identity-based policy allows the SNS:Pub" in published
    listed = denial(client("s3").list_objects_v2, Bucket="movies")
    assert 'perform: s3:ListBucket on resource: "arn:aws:s3:::movies" because no identity-based policy' in listed


def test_an_explicit_deny(aws, target, assume):
    _, client = assume(aws, target, allow("dynamodb:*"), allow("dynamodb:GetItem", effect="Deny"))
    assert get_item(client).endswith("table/movies with an explicit deny in an identity-based policy")


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_permissions_boundary(aws, target, assume, unique_name, effect):
    arn, client = assume(aws, target, allow("dynamodb:*"))
    statements = [allow("s3:*"), allow("dynamodb:GetItem", effect="Deny")] if effect == "Deny" else [allow("s3:*")]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    boundary = aws("iam").create_policy(PolicyName=unique_name, PolicyDocument=document)["Policy"]["Arn"]
    aws("iam").put_role_permissions_boundary(RoleName=arn.rpartition("/")[2], PermissionsBoundary=boundary)
    expected = {
        "Allow": "because no permissions boundary allows the dynamodb:GetItem action",
        "Deny": "with an explicit deny in a permissions boundary",
    }
    assert get_item(client).endswith(expected[effect])


def test_a_session_policy(aws, target, assume):
    arn, _ = assume(aws, target, allow("dynamodb:*"))
    policy = json.dumps({"Version": "2012-10-17", "Statement": allow("s3:*")})
    keys = aws("sts").assume_role(RoleArn=arn, RoleSessionName="test", Policy=policy)["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], target.region)
    client = session.client("dynamodb", endpoint_url=target.endpoint_url)
    message = denial(client.get_item, TableName="movies", Key={"id": {"S": "1"}})
    assert message.endswith("because no session policy allows the dynamodb:GetItem action")


def test_a_deny_in_the_policy_of_the_resource(aws, target, assume, queue):
    arn, client = assume(aws, target, allow("sqs:*"))
    used = queue(aws)
    statement = {"Effect": "Deny", "Principal": {"AWS": arn}, "Action": "sqs:SendMessage", "Resource": used.arn}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    aws("sqs").set_queue_attributes(QueueUrl=used.url, Attributes={"Policy": document})
    message = denial(client("sqs").send_message, QueueUrl=used.url, MessageBody="x")
    assert message.endswith(f"sqs:sendmessage on resource: {used.arn} with an explicit deny in a resource-based policy")


@pytest.mark.upstream
def test_unpatched_ministack_does_not_name_the_resource(unpatched_aws, unpatched_target, assume):
    _, client = assume(unpatched_aws, unpatched_target, allow("s3:GetObject"))
    assert " on resource: " not in get_item(client)
