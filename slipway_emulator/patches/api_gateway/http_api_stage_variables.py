"""The stage variables in the URI of an HTTP API's integration are replaced by the stage's values.

So each stage can invoke another alias of a function, which needs a permission for that stage:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.stage-variables-reference.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.stage-variables.html

MiniStack looks for a function with the text ``${stageVariables.alias}`` in its name, and returns 502. Here, as on AWS,
a function or an alias that doesn't exist is 500.

UpdateStage changes the variables that the request has, and removes one with an empty value, so Terraform's provider
sends only the changes. MiniStack replaces all variables.
https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/apigatewayv2/stage.go
"""

import functools
import re
from typing import Any

from ministack.services import apigateway, lambda_svc

_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")


def apply() -> None:
    """Wrap the invocation of a function for an HTTP API, and the update of a stage."""
    invoke, update = apigateway._invoke_lambda_proxy, apigateway._update_stage

    @functools.wraps(invoke)
    async def invoke_lambda_proxy(
        integration: dict[str, Any], api_id: str, stage: str, *args: object, **options: object
    ) -> object:
        variables = apigateway._get_stage_variables(api_id, stage)
        uri = _VARIABLE.sub(lambda match: variables.get(match[1], ""), integration.get("integrationUri") or "")
        function, _, _ = lambda_svc._get_func_record_for_ref_in_scope(
            apigateway._extract_lambda_ref_from_integration_uri(uri),
            account_id=options.get("owner_account_id"),
            region=options.get("owner_region"),
        )
        if function is None:
            return 500, {"Content-Type": "application/json"}, b'{"message":"Internal Server Error"}'
        return await invoke({**integration, "integrationUri": uri}, api_id, stage, *args, **options)

    @functools.wraps(update)
    def update_stage(api_id: str, stage_name: str, data: dict[str, Any]) -> object:
        if data.get("stageVariables") is not None:
            variables = {**apigateway._get_stage_variables(api_id, stage_name), **data["stageVariables"]}
            data = {**data, "stageVariables": {name: value for name, value in variables.items() if value}}
        return update(api_id, stage_name, data)

    apigateway._invoke_lambda_proxy, apigateway._update_stage = invoke_lambda_proxy, update_stage
