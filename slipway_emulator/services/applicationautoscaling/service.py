"""Registers Application Auto Scaling with MiniStack."""

from collections.abc import Mapping
from typing import Any

from slipway_emulator.services.registry import Service


def _operations() -> Mapping[str, Any]:
    from slipway_emulator.services.applicationautoscaling.scaling import OPERATIONS  # noqa: PLC0415 - see Service.operations

    return OPERATIONS


def _resource(operation: str, parameters: dict[str, Any]) -> str:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html."""
    from slipway_emulator.services.applicationautoscaling.scaling import arn_of  # noqa: PLC0415 - see above

    return (None if operation.startswith("Describe") else arn_of(parameters)) or "*"


SERVICE = Service("application-autoscaling", "AnyScaleFrontendService", _operations, _resource)
