"""The stack of packages, a key of its API, and packages with and without a stack of CloudFormation."""

import json
import time
from types import SimpleNamespace

import pytest
import requests

from slipway.harness import unique_name as make_unique_name

VERSION = "1.0.0"
QUEUE = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}


@pytest.fixture(scope="session")
def stack(dev_stack, movies_stack):
    """iac/packages in dev, whose machine looks after 1 s and 2 s whether a stack is deleted, and then gives up.

    The stack of the movies sets the role of API Gateway's logs.
    """
    return dev_stack("packages", waits={"first_seconds": 1, "attempts": 2})


@pytest.fixture(scope="session")
def key(stack, aws):
    """An API key of the usage plan."""
    client = aws("apigateway")
    key = client.create_api_key(name=make_unique_name(), enabled=True)
    client.create_usage_plan_key(usagePlanId=stack.usage_plan_id, keyId=key["id"], keyType="API_KEY")
    yield key
    client.delete_api_key(apiKey=key["id"])


@pytest.fixture
def delete(stack, key, run_target):
    """``delete(id, version="1")`` sends the request."""

    def delete(id_, headers=None, **query):
        url = run_target.api_url(f"{stack.api_url}/algorithms/{requests.utils.quote(id_, safe='')}")
        return requests.delete(url, params=query, headers={"x-api-key": key["value"], **(headers or {})}, timeout=30)

    return delete


@pytest.fixture
def package(stack, aws, unique_name):
    """A package that no stack runs: ``id``, ``item()``, ``files()`` and ``run_by(stack_id)``."""
    key = {"algorithm": {"S": unique_name}, "version": {"S": VERSION}}
    table, bucket = {"TableName": stack.table_name}, stack.bucket
    aws("dynamodb").put_item(**table, Item={**key, "phase": {"S": "COMPLETE"}})
    aws("s3").put_object(Bucket=bucket, Key=f"{unique_name}/{VERSION}.zip", Body=b"package")

    def run_by(stack_id):
        aws("dynamodb").put_item(**table, Item={**key, "phase": {"S": "COMPLETE"}, "stack_id": {"S": stack_id}})

    def files():
        listed = aws("s3").list_objects_v2(Bucket=bucket, Prefix=f"{unique_name}/")
        return [each["Key"] for each in listed.get("Contents", [])]

    def item():
        return aws("dynamodb").get_item(**table, Key=key, ConsistentRead=True).get("Item")

    return SimpleNamespace(id=unique_name, item=item, files=files, run_by=run_by)


@pytest.fixture
def cloudformation_stack(aws, unique_name):
    """``cloudformation_stack(name)`` creates a stack with a queue, and returns its id."""
    client, made = aws("cloudformation"), []

    def create(name=f"dev-package-{unique_name}"):
        made.append(client.create_stack(StackName=name, TemplateBody=json.dumps(QUEUE))["StackId"])
        client.get_waiter("stack_create_complete").wait(StackName=made[-1], WaiterConfig={"Delay": 1})
        return made[-1]

    yield create
    for stack_id in made:
        client.delete_stack(StackName=stack_id)


@pytest.fixture
def execution(stack, aws):
    """``execution(response)`` waits until the execution that a response names has ended, and returns it."""
    prefix = stack.machine_arn.replace(":stateMachine:", ":execution:")

    def execution(response):
        arn = f"{prefix}:{response.json()['executionId']}"
        for _ in range(300):
            found = aws("stepfunctions").describe_execution(executionArn=arn)
            if found["status"] != "RUNNING":
                return found
            time.sleep(0.2)
        raise AssertionError(f"{arn} is still running")

    return execution


@pytest.fixture
def run_state(stack, aws):
    """``run_state(name, data, **options)`` runs one state of the machine with its role; returns the response."""
    client = aws("stepfunctions")
    machine = client.describe_state_machine(stateMachineArn=stack.machine_arn)

    def run_state(name, data, **options):
        return client.test_state(
            definition=machine["definition"],
            stateName=name,
            roleArn=machine["roleArn"],
            input=json.dumps(data),
            **options,
        )

    return run_state
