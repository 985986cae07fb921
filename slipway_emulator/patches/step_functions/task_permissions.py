"""A task calls its service with the permissions of the state machine's role.

The role has to trust Step Functions for the machine, and needs the permission for each call:
https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html

MiniStack makes every call, whatever the role may do. Checked are calls of CloudFormation, DynamoDB, Lambda, S3, SNS,
SQS and Step Functions on one resource; batches and other services aren't.
"""

import contextvars
import functools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions

from slipway_emulator.iam.authorization import authorize
from slipway_emulator.iam.service_role import can_assume

_Arguments = dict[str, Any]
# The ARNs of the machine that is running and of its role.
_machine: contextvars.ContextVar[tuple[str, str] | None] = contextvars.ContextVar("state_machine", default=None)

_INTEGRATION = re.compile(r"arn:aws:states:::(aws-sdk:)?([a-z0-9]+):([A-Za-z0-9]+)")
_SERVICES = {"sfn": "states"}
# As in modules/state-machine/role.tf.
_ACTIONS = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket",
}
# Errors of optimized integrations, which are those of the AWS SDK for Java 1.
_ERRORS = {
    "dynamodb": "DynamoDB.AmazonDynamoDBException",
    "lambda": "Lambda.AWSLambdaException",
    "sns": "SNS.AmazonSNSException",
    "sqs": "SQS.AmazonSQSException",
    "states": "StepFunctions.AWSStepFunctionsException",
}


def apply() -> None:
    """Wrap the run of an execution and the call of a task."""
    run, invoke = stepfunctions._run_execution, stepfunctions._invoke_resource

    @functools.wraps(run)
    def run_execution(execution_arn: str) -> object:
        execution = stepfunctions._executions.get(execution_arn)
        machine = stepfunctions._state_machines.get(execution["stateMachineArn"]) if execution else None
        machine = machine or {"stateMachineArn": "", "roleArn": ""}
        with running(machine["stateMachineArn"], machine["roleArn"]):
            return run(execution_arn)

    @functools.wraps(invoke)
    def invoke_resource(resource: str, arguments: _Arguments) -> object:
        _check(resource, arguments)
        return invoke(resource, arguments)

    stepfunctions._run_execution = run_execution
    stepfunctions._invoke_resource = invoke_resource


@contextmanager
def running(machine: str, role: str | None) -> Iterator[None]:
    """Have tasks call services with a role, for a machine; both are ARNs. Without a role every call is allowed."""
    token = _machine.set((machine, role) if role else None)
    try:
        yield
    finally:
        _machine.reset(token)


def _check(resource: str, arguments: _Arguments) -> None:
    running, integration = _machine.get(), _INTEGRATION.match(resource)
    if running is None or integration is None or not isinstance(arguments, dict):
        return
    is_sdk, name, operation = integration.groups()
    service = _SERVICES.get(name, name)
    action = f"{service}:{operation[0].upper()}{operation[1:]}"
    action = _ACTIONS.get(action, action)
    arn = _RESOURCES[service](arguments) if service in _RESOURCES else ""
    if not arn:
        return
    machine, role = running
    if not can_assume(role, "states.amazonaws.com", machine) or not authorize(get_account_id(), role, action, arn):
        prefix = stepfunctions._AWS_SDK_ERROR_PREFIX.get(name, name.capitalize())
        error = f"{prefix}.{prefix}Exception" if is_sdk else _ERRORS[service]
        raise stepfunctions._ExecutionError(
            error, f"The role {role} of {machine} is not authorized to perform: {action} on resource: {arn}"
        )


def _local(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"


def _table(arguments: _Arguments) -> str:
    name = arguments.get("TableName", "")
    return name if not name or name.startswith("arn:") else _local("dynamodb", f"table/{name}")


def _function(arguments: _Arguments) -> str:
    name = arguments.get("FunctionName", "")
    return name if not name or name.startswith("arn:") else _local("lambda", f"function:{name}")


def _object(arguments: _Arguments) -> str:
    bucket, key = arguments.get("Bucket", ""), arguments.get("Key")
    return f"arn:aws:s3:::{bucket}/{key}" if key else f"arn:aws:s3:::{bucket}" if bucket else ""


def _queue(arguments: _Arguments) -> str:
    *_, account, name = ["", "", *str(arguments.get("QueueUrl", "")).split("/")]
    return f"arn:aws:sqs:{get_region()}:{account}:{name}" if account else ""


def _stack(arguments: _Arguments) -> str:
    """Return the ARN of a stack, in which its id is unknown if the task has its name."""
    name = arguments.get("StackName", "")
    return name if not name or name.startswith("arn:") else _local("cloudformation", f"stack/{name}/*")


_RESOURCES: dict[str, Callable[[_Arguments], str]] = {
    "cloudformation": _stack,
    "dynamodb": _table,
    "lambda": _function,
    "s3": _object,
    "sns": lambda arguments: str(arguments.get("TopicArn", "")),
    "sqs": _queue,
    "states": lambda arguments: str(arguments.get("StateMachineArn", "")),
}
