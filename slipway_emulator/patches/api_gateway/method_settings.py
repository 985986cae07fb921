"""The removal of a stage's settings of a method is refused if there are none.

https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json

MiniStack answers as if they were removed.
"""

import functools
from typing import Any

from ministack.services import apigateway_v1

# Members of a stage whose members can be removed too.
_OTHERS = ("accessLogSettings", "canarySettings", "tags", "variables")


def apply() -> None:
    """Wrap the operation."""
    update = apigateway_v1._update_stage

    @functools.wraps(update)
    def update_stage(api_id: str, stage_name: str, data: dict[str, Any]) -> Any:  # noqa: ANN401 - MiniStack's response
        stage = apigateway_v1._stages_v1.get(api_id, {}).get(stage_name)
        for operation in data.get("patchOperations") or [] if stage else []:
            tokens = operation.get("path", "").split("/")[1:]
            is_of_method = operation.get("op") == "remove" and len(tokens) == 2 and tokens[0] not in _OTHERS
            method = "/".join(apigateway_v1._decode_json_pointer_token(token) for token in tokens).lstrip("/")
            if is_of_method and method not in (stage.get("methodSettings") or {}):
                message = f"Cannot remove method setting {method} because there is no method setting for this method "
                return apigateway_v1._v1_error("BadRequestException", message, 400)
        return update(api_id, stage_name, data)

    apigateway_v1._update_stage = update_stage
