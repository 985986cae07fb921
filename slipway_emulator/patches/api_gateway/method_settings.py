"""The removal of a stage's settings of a method is refused if there are none; the level of logs has no default.

https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json

MiniStack answers as if they were removed, and sets the level.
"""

import functools
from typing import Any

from ministack.services import apigateway_v1


def apply() -> None:
    """Wrap the operation, and the settings' defaults."""
    update, defaults = apigateway_v1._update_stage, apigateway_v1._default_method_setting_entry

    @functools.wraps(defaults)
    def default_settings() -> dict[str, Any]:
        return {name: value for name, value in defaults().items() if name != "loggingLevel"}

    @functools.wraps(update)
    def update_stage(api_id: str, stage_name: str, data: dict[str, Any]) -> Any:  # noqa: ANN401 - MiniStack's response
        stage = apigateway_v1._stages_v1.get(api_id, {}).get(stage_name)
        for operation in data.get("patchOperations") or [] if stage else []:
            parts = operation.get("path", "").split("/")[1:]
            tokens = [apigateway_v1._decode_json_pointer_token(part) for part in parts]
            is_of_method = len(tokens) == 2 and tokens[1] in apigateway_v1._HTTP_METHOD_TOKENS
            method = "/".join(tokens)
            if operation.get("op") == "remove" and is_of_method and method not in (stage.get("methodSettings") or {}):
                message = f"Cannot remove method setting {method} because there is no method setting for this method "
                return apigateway_v1._v1_error("BadRequestException", message, 400)
        return update(api_id, stage_name, data)

    apigateway_v1._update_stage, apigateway_v1._default_method_setting_entry = update_stage, default_settings
