"""A stage can log only when API Gateway's account settings have a role for CloudWatch Logs.

Until then AWS rejects CreateStage and UpdateStage with access log settings or a logging level:
``CloudWatch Logs role ARN must be set in account settings to enable logging``
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
https://repost.aws/knowledge-center/api-gateway-cloudwatch-logs

MiniStack accepts both.
"""

import functools
from typing import Any

from ministack.services import apigateway_v1

_MESSAGE = "CloudWatch Logs role ARN must be set in account settings to enable logging"


def apply() -> None:
    """Wrap the two operations that enable logging."""
    create_stage, update_stage = apigateway_v1._create_stage, apigateway_v1._update_stage

    @functools.wraps(create_stage)
    def create(api_id: str, data: dict[str, Any]) -> object:
        is_logging = bool(data.get("accessLogSettings"))
        return _rejection(is_logging=is_logging) or create_stage(api_id, data)

    @functools.wraps(update_stage)
    def update(api_id: str, stage_name: str, data: dict[str, Any]) -> object:
        is_logging = any(_enables_logging(operation) for operation in data.get("patchOperations", []))
        return _rejection(is_logging=is_logging) or update_stage(api_id, stage_name, data)

    apigateway_v1._create_stage, apigateway_v1._update_stage = create, update


def _enables_logging(operation: dict[str, Any]) -> bool:
    if operation.get("op") == "remove" or not operation.get("value"):
        return False
    path: str = operation.get("path", "")
    return path.startswith("/accessLogSettings/") or (
        path.endswith("/logging/loglevel") and operation["value"] != "OFF"
    )


def _rejection(*, is_logging: bool) -> object:
    settings = apigateway_v1._account_settings.get("settings") or {}
    if not is_logging or settings.get("cloudwatchRoleArn"):
        return None
    return apigateway_v1._v1_error("BadRequestException", _MESSAGE, 400)
