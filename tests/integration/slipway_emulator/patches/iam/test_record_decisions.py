import json

import boto3
import pytest
from botocore.exceptions import ClientError

from slipway.aws.target import Target


@pytest.fixture
def decisions(local_aws):
    """``decisions(role_arn)`` returns the recorded decisions about a role, without its account and name."""

    def read(role_arn):
        records = map(json.loads, local_aws.iam_decisions_file.read_text().splitlines())
        return [
            {name: value for name, value in record.items() if name not in {"account", "principal"}}
            for record in records
            if record["principal"] == role_arn
        ]

    return read


def test_requests_of_a_role_are_recorded(aws, target, assume, decisions, unique_name):
    url = aws("sqs").create_queue(QueueName=unique_name)["QueueUrl"]
    queue = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    role_arn, client = assume(aws, target, {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue})
    client("sqs").send_message(QueueUrl=url, MessageBody="x")
    with pytest.raises(ClientError, match="AccessDenied"):
        client("sqs").purge_queue(QueueUrl=url)
    assert decisions(role_arn) == [
        {"action": "sqs:SendMessage", "resource": queue, "allowed": True, "source": "request"},
        {
            "action": "sqs:PurgeQueue",
            "resource": queue,
            "allowed": False,
            "source": "request",
            "reason": "no identity-based policy allows it",
        },
    ]


def test_a_refused_request_of_a_user_is_recorded(aws, target, decisions, unique_name):
    user = aws("iam").create_user(UserName=unique_name)["User"]["Arn"]
    statement = {"Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*"}
    aws("iam").put_user_policy(
        UserName=unique_name,
        PolicyName="own",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statement}),
    )
    key = aws("iam").create_access_key(UserName=unique_name)["AccessKey"]
    client = Target(target.endpoint_url, target.region, key["AccessKeyId"], key["SecretAccessKey"]).client
    client("sqs").list_queues()
    with pytest.raises(ClientError, match="AuthorizationError"):
        client("sns").list_topics()
    assert decisions(user) == [
        {
            "action": "sns:ListTopics",
            "resource": "*",
            "allowed": False,
            "source": "request",
            "reason": "no identity-based policy allows it",
        }
    ]


def test_a_call_that_is_denied_for_a_while_is_recorded_as_allowed_again(aws, target, assume, decisions):
    statement = {"Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*"}
    role_arn, client = assume(aws, target, statement)
    name = role_arn.rpartition("/")[2]
    (policy,) = aws("iam").list_role_policies(RoleName=name)["PolicyNames"]
    document = aws("iam").get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
    client("sqs").list_queues()
    client("sqs").list_queues()
    deny = {**document, "Statement": [statement, {**statement, "Effect": "Deny"}]}
    aws("iam").put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(deny))
    with pytest.raises(ClientError, match="AccessDenied"):
        client("sqs").list_queues()
    aws("iam").put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document))
    client("sqs").list_queues()
    assert [(each["allowed"], each.get("reason")) for each in decisions(role_arn)] == [
        (True, None),
        (False, "with an explicit deny in an identity-based policy"),
        (True, None),
    ]


def test_the_conditions_that_were_met_are_recorded(aws, target, assume, decisions):
    met, unmet = ({"StringEquals": {"aws:RequestedRegion": [region]}} for region in (target.region, "us-west-2"))
    statement = {"Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*"}
    statements = [{**statement, "Condition": condition} for condition in (met, unmet)]
    role_arn, client = assume(aws, target, *statements)
    client("sqs").list_queues()
    (recorded,) = decisions(role_arn)
    assert recorded["conditions"] == [met]


def test_an_invalid_signature_is_not_recorded(aws, target, assume, decisions):
    role_arn, client = assume(aws, target, {"Effect": "Allow", "Action": "*", "Resource": "*"})
    credentials = client("sqs")._request_signer._credentials
    session = boto3.Session(credentials.access_key, "wrong", credentials.token, target.region)
    with pytest.raises(ClientError, match="Signature"):
        session.client("sqs", endpoint_url=target.endpoint_url).list_queues()
    assert decisions(role_arn) == []


def test_a_decision_about_root_is_not_recorded(aws, local_aws, unique_name):
    aws("sqs").create_queue(QueueName=unique_name)
    file = local_aws.iam_decisions_file
    assert not file.exists() or unique_name not in file.read_text()


def test_actions_of_aws_with_a_role_are_recorded_with_the_source_service(
    aws, role, function, decisions, unique_name, eventually
):
    statement = {"Effect": "Allow", "Action": ["sqs:*", "logs:*"], "Resource": "*"}
    role_arn = role(aws, statement)
    arn = function(aws, "def handler(event, context):\n    return None\n", role_arn=role_arn)
    url = aws("sqs").create_queue(QueueName=unique_name)["QueueUrl"]
    queue = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    aws("lambda").create_event_source_mapping(FunctionName=arn, EventSourceArn=queue)

    def is_recorded():
        receive = {"action": "sqs:ReceiveMessage", "resource": queue, "allowed": True, "source": "service"}
        assert receive in decisions(role_arn)

    eventually(is_recorded)


@pytest.mark.upstream
def test_unpatched_ministack_records_nothing(unpatched, unpatched_aws, unpatched_target, assume):
    _, client = assume(unpatched_aws, unpatched_target, {"Effect": "Allow", "Action": "*", "Resource": "*"})
    client("sqs").list_queues()
    assert not unpatched.iam_decisions_file.exists()
