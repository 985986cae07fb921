"""`slipway replay` on the local AWS: an event again, against the changed function."""

import json
import re
from types import SimpleNamespace

import pytest
from function_project import APP, created_function, write_project

from slipway.aws.target import Target
from slipway.harness import eventually

TABLES = {"Effect": "Allow", "Action": ["dynamodb:PutItem", "sqs:*"], "Resource": "*"}
HANDLER = """import boto3, uuid


def handler(event, context):
    record = event.get("Records", [event])[0]
    title = record["body"] if "body" in record else record["title"]
    if title.islower():
        raise ValueError(f"not a title: {title}")
    item = {"id": {"S": str(uuid.uuid4())}, "title": {"S": title}}
    boto3.client("dynamodb").put_item(TableName="TABLE", Item=item)
    return {"statusCode": 201}
"""
CHANGED = HANDLER.replace(
    "if title.islower():\n        raise", "title = title.title()\n    if not title:\n        raise"
)


@pytest.fixture
def project(tmp_path, target, local_aws, aws, unique_name, monkeypatch):
    """A project with a function that writes to a table; the working directory of a shell that selects the local AWS."""
    write_project(tmp_path, target, local_aws, unique_name)
    source = tmp_path / "apps" / APP / "get_movie.py"
    source.write_text(HANDLER.replace("TABLE", unique_name))
    monkeypatch.chdir(tmp_path)
    for name, value in target.environment().items():
        monkeypatch.setenv(name, value)
    aws("dynamodb").create_table(
        TableName=unique_name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    with created_function(tmp_path, aws, unique_name) as name:
        policy = json.dumps({"Version": "2012-10-17", "Statement": [TABLES]})
        aws("iam").put_role_policy(RoleName=name, PolicyName="table", PolicyDocument=policy)
        yield SimpleNamespace(root=tmp_path, source=source, function=name, environment=unique_name)
        aws("iam").delete_role_policy(RoleName=name, PolicyName="table")


@pytest.fixture
def change(project, slipway):
    """``change()`` deploys a function that accepts every title."""

    def change():
        project.source.write_text(CHANGED.replace("TABLE", project.environment))
        assert slipway("deploy", APP).code == 0

    return change


@pytest.fixture
def dead_letters(aws, unique_name):
    """The URL and the ARN of a dead-letter queue, and the id of its only letter."""
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName=f"{unique_name}-get-movie-dead-letter")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def letter():
        (message,) = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1, VisibilityTimeout=0).get("Messages", [])
        return message["MessageId"]

    return SimpleNamespace(url=url, arn=arn, letter=lambda: eventually_value(letter))


def eventually_value(read):
    found = []

    def check():
        try:
            found.append(read())
        except ValueError as error:
            raise AssertionError("no letter yet") from error

    eventually(check, timeout=30)
    return found[-1]


def test_the_difference_of_a_changed_function_is_printed(project, aws, slipway, change):
    aws("lambda").invoke(FunctionName=f"{project.function}:live", Payload=json.dumps({"title": "Heat two"}))
    request = re.search(r'"requestId": ?"([^"]+)"', slipway("logs", "--json").out)[1]

    same = slipway("replay", request)
    project.source.write_text(CHANGED)
    changed_only_here = slipway("replay", request)
    change()
    result = slipway("replay", request[:8])

    assert (same.code, same.out.splitlines()[-1]) == (0, "the effects are the same")
    assert "apps/get-movie has changes that aren't deployed: `slipway deploy get-movie`" in changed_only_here.err
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "get-movie: version 1, now 2"
    assert '-   Item.title.S = "Heat two"' in lines
    assert '+   Item.title.S = "Heat Two"' in lines
    assert [line for line in lines if line.startswith("+") and "Item.id" in line] == []
    assert lines[-3:] == ["  returned", "    statusCode = 201", "the effects differ"]


def test_a_dead_letter_of_an_asynchronous_invocation_is_processed_and_stays(
    project, aws, slipway, change, dead_letters
):
    aws("lambda").put_function_event_invoke_config(
        FunctionName=project.function,
        Qualifier="live",
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": dead_letters.arn}},
    )
    event = json.dumps({"title": "heat"})
    aws("lambda").invoke(FunctionName=f"{project.function}:live", InvocationType="Event", Payload=event)
    id_ = dead_letters.letter()

    failed = slipway("replay", id_)
    change()
    result = slipway("replay", id_)

    assert failed.code == 1
    assert "ValueError: not a title: heat" in failed.err
    assert 'File "apps/get-movie/get_movie.py"' in failed.err
    assert result.code == 0
    assert result.out.splitlines()[:2] == ["get-movie: version 1, now 2", "before: not a title: heat"]
    assert '+   Item.title.S = "Heat"' in result.out
    assert dead_letters.letter() == id_


def test_a_letter_of_another_account_is_replayed_on_the_local_aws(
    project, local_aws, target, slipway, change, monkeypatch
):
    """The other account stands for AWS: the shell's variables select it, and its names begin with prod."""
    change()
    other = Target(target.endpoint_url, target.region, f"{int(target.access_key_id) + 1}", target.secret_access_key)
    sqs = other.client("sqs")
    url = sqs.create_queue(QueueName="prod-get-movie-dead-letter")["QueueUrl"]
    function = f"arn:aws:lambda:{target.region}:{other.access_key_id}:function:prod-get-movie:live"
    record = {"requestContext": {"functionArn": function}, "requestPayload": {"title": "heat"}}
    id_ = sqs.send_message(QueueUrl=url, MessageBody=json.dumps(record))["MessageId"]
    for name, value in other.environment().items():
        monkeypatch.setenv(name, value)

    result = slipway("replay", id_, "--local", "--environment", "prod")

    sqs.delete_queue(QueueUrl=url)
    assert result.code == 0, result.err
    assert result.out.splitlines()[:2] == ["get-movie: version 2", "before: received too often, or undeliverable"]
    assert '    Item.title.S = "Heat"' in result.out.splitlines()


def test_an_unknown_id_is_an_error_of_one_line(project, slipway):
    result = slipway("replay", "12345678")

    assert result.code == 1
    assert result.err == (
        "slipway: no recorded invocation and no letter in a dead-letter queue of "
        f"{project.environment} has the id '12345678': `slipway logs` and `slipway dlq show NAME` print ids\n"
    )
