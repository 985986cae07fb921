import json

import pytest

from slipway.harness import unique_name

DESCRIBE = "arn:aws:states:::aws-sdk:cloudformation:describeStacks"
DELETE = "arn:aws:states:::aws-sdk:cloudformation:deleteStack"
QUEUE = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
ACTIONS = ("cloudformation:DescribeStacks", "cloudformation:DeleteStack")


@pytest.fixture
def stack(aws):
    """The id of a stack of CloudFormation, with a queue."""
    client = aws("cloudformation")
    stack = client.create_stack(StackName=unique_name(), TemplateBody=json.dumps(QUEUE))["StackId"]
    client.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})
    yield stack
    client.delete_stack(StackName=stack)


def task(resource, name, **settings):
    return {"Type": "Task", "Resource": resource, "Parameters": {"StackName": name}, "End": True, **settings}


def machine(state):
    return {"StartAt": "Call", "States": {"Call": state}}


def statements(resource="*", *actions):
    return [{"Effect": "Allow", "Action": list(actions or ACTIONS), "Resource": resource}]


def test_a_task_describes_and_deletes_a_stack(aws, execute, stack):
    done, _ = execute(aws, machine(task(DESCRIBE, stack)), {}, *statements(stack))
    assert done["status"] == "SUCCEEDED", done
    (described,) = json.loads(done["output"])["Stacks"]
    assert (described["StackId"], described["StackStatus"]) == (stack, "CREATE_COMPLETE")

    assert execute(aws, machine(task(DELETE, stack)), {}, *statements(stack))[0]["status"] == "SUCCEEDED"
    aws("cloudformation").get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})
    done, _ = execute(aws, machine(task(DESCRIBE, stack)), {}, *statements(stack))
    assert json.loads(done["output"])["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"


def test_a_stack_that_does_not_exist_is_an_error_of_the_sdk(aws, execute):
    done, _ = execute(aws, machine(task(DESCRIBE, unique_name())), {}, *statements())
    assert (done["status"], done["error"]) == ("FAILED", "CloudFormation.CloudFormationException")
    assert "does not exist" in done["cause"]


@pytest.mark.parametrize("name", ["id", "name"])
def test_the_role_needs_the_permission_on_the_stack(aws, execute, stack, name):
    called = {"id": stack, "name": stack.split("/")[1]}[name]
    allowed = stack.replace(stack.split("/")[1], "another")
    done, _ = execute(aws, machine(task(DELETE, called)), {}, *statements(allowed))
    assert (done["status"], done["error"]) == ("FAILED", "CloudFormation.CloudFormationException")
    described = aws("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    assert described[0]["StackStatus"] == "CREATE_COMPLETE"


@pytest.mark.upstream
def test_unpatched_ministack_calls_nothing_of_cloudformation(unpatched_aws, execute):
    done, _ = execute(unpatched_aws, machine(task(DESCRIBE, "a")), {})
    assert (done["status"], done["error"]) == ("FAILED", "States.Runtime")
