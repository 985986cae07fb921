import json
import time

import pytest

from slipway.harness import unique_name


@pytest.fixture
def execute(role):
    """``execute(aws, definition, input)`` creates and runs a machine; returns the execution and its history."""

    def execute(aws, definition, data):
        client = aws("stepfunctions")
        machine = client.create_state_machine(
            name=unique_name(), definition=json.dumps(definition), roleArn=role(aws, service="states")
        )["stateMachineArn"]
        arn = client.start_execution(stateMachineArn=machine, input=json.dumps(data))["executionArn"]
        for _ in range(100):
            execution = client.describe_execution(executionArn=arn)
            if execution["status"] != "RUNNING":
                break
            time.sleep(0.1)
        history = client.get_execution_history(executionArn=arn)["events"]
        client.delete_state_machine(stateMachineArn=machine)
        return execution, history

    return execute
