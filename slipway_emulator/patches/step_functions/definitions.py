"""ValidateStateMachineDefinition finds what CreateStateMachine refuses.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html

MiniStack answers ``OK`` to any text. The definitions that are created and updated are checked with every request
(``slipway_emulator/validation/state_machines.py``).
"""

from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.responses import json_response


def apply() -> None:
    """Replace the operation."""
    stepfunctions._validate_state_machine_definition = _validate


def _validate(request: dict[str, Any]) -> object:
    from slipway_emulator.validation import state_machines  # noqa: PLC0415 - botocore would lengthen the start

    found = state_machines.problems(request.get("definition", ""), is_express=request.get("type") == "EXPRESS")
    diagnostics = [
        {"severity": "ERROR", "code": each.code, "message": each.message}
        | ({"location": each.location} if each.location else {})
        for each in found
    ]
    return json_response({"result": "FAIL" if found else "OK", "diagnostics": diagnostics, "truncated": False})
