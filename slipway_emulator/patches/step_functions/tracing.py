"""DescribeStateMachine returns the ``tracingConfiguration`` that the machine was created or updated with.

Without one tracing is off:
https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html

MiniStack doesn't store it, so each of Terraform's plans turns tracing on again.
"""

import functools
import json
from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.responses import json_response

_Json = dict[str, Any]
_KEY = "tracingConfiguration"
_MACHINE = 7  # parts of the ARN of a machine; those of its versions and aliases have one more


def apply() -> None:
    """Wrap the operations."""
    create, update = stepfunctions._create_state_machine, stepfunctions._update_state_machine
    describe = stepfunctions._describe_state_machine

    @functools.wraps(create)
    def create_machine(data: _Json) -> object:
        response = create(data)
        if response[0] == 200:
            _store(json.loads(response[2])["stateMachineArn"], data)
        return response

    @functools.wraps(update)
    def update_machine(data: _Json) -> object:
        response = update(data)
        if response[0] == 200:
            _store(data["stateMachineArn"], data)
        return response

    @functools.wraps(describe)
    def describe_machine(data: _Json) -> object:
        response = describe(data)
        if response[0] != 200:
            return response
        found = json.loads(response[2])
        machine = stepfunctions._state_machines.get(":".join(found["stateMachineArn"].split(":")[:_MACHINE])) or {}
        return json_response({_KEY: machine.get(_KEY, {"enabled": False}), **found})

    stepfunctions._create_state_machine = create_machine
    stepfunctions._update_state_machine = update_machine
    stepfunctions._describe_state_machine = describe_machine


def _store(arn: str, data: _Json) -> None:
    if _KEY in data:
        stepfunctions._state_machines[arn][_KEY] = {"enabled": bool(data[_KEY].get("enabled"))}
