"""The stage variables in the URI of an HTTP API's integration are replaced by the stage's values.

So each stage can invoke another alias of a function, which needs a permission for that stage:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.stage-variables-reference.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.stage-variables.html

MiniStack looks for a function with the text ``${stageVariables.alias}`` in its name, and returns 502. Here, as on AWS,
a function or an alias that doesn't exist is 500.
"""

import functools
import re
from typing import Any

from ministack.services import apigateway, lambda_svc

_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")


def apply() -> None:
    """Wrap the invocation of a function for an HTTP API."""
    invoke = apigateway._invoke_lambda_proxy

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

    apigateway._invoke_lambda_proxy = invoke_lambda_proxy
