import json
import time

import pytest

from slipway.harness import unique_name


@pytest.fixture
def execute(role):
    """``execute(aws, definition, input, *statements)`` runs a new machine; returns the execution and its history.

    With ``stop`` the execution is stopped when it has started. With ``later`` both are read so many
    seconds after its end. The other options are those of GetExecutionHistory.
    """

    def execute(aws, definition, data, *statements, stop=False, later=0, **options):
        client = aws("stepfunctions")
        machine = client.create_state_machine(
            name=unique_name(), definition=json.dumps(definition), roleArn=role(aws, *statements, service="states")
        )["stateMachineArn"]
        arn = client.start_execution(stateMachineArn=machine, input=json.dumps(data))["executionArn"]
        if stop:
            client.stop_execution(executionArn=arn)
        for _ in range(100):
            execution = client.describe_execution(executionArn=arn)
            if execution["status"] != "RUNNING":
                break
            time.sleep(0.1)
        if later:
            time.sleep(later)
            execution = client.describe_execution(executionArn=arn)
        history = client.get_execution_history(executionArn=arn, **options)["events"]
        client.delete_state_machine(stateMachineArn=machine)
        return execution, history

    return execute
