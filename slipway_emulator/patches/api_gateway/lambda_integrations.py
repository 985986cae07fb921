"""A Lambda integration of the type AWS gives the function what its template makes of the request.

"With the Lambda custom integration, you can set how input data is mapped to the integration request and how the output
data of the integration is mapped": without a template for the content type the body itself is the event, unless
`passthroughBehavior` forbids it, and a function's error selects the response by its message:
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
"For Lambda integrations, you must use the HTTP method of POST"; with another one callers get 500:
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integrations.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json

MiniStack gives the function the event of a proxy integration, ignores the integration's responses, and takes any
method. The parameters of the request aren't mapped.
"""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1

from slipway_emulator.responses import Response
from slipway_emulator.validation.json_texts import parser_error

_Json = dict[str, Any]
_JSON = {"Content-Type": "application/json"}


def apply() -> None:
    """Replace the invocation of a function by an integration of the type AWS, and wrap that of AWS_PROXY."""
    apigateway_v1._invoke_lambda_custom_v1 = _posted(_invoke)
    apigateway_v1._invoke_lambda_proxy_v1 = _posted(apigateway_v1._invoke_lambda_proxy_v1)


def _posted(invoke: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(invoke)
    async def invoke_by_post(integration: _Json, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - MiniStack's
        if integration.get("httpMethod", "POST") != "POST":
            return apigateway_v1._gw_error("API_CONFIGURATION_ERROR", "Internal server error")
        return await invoke(integration, *args, **options)

    return invoke_by_post


async def _invoke(
    integration: _Json,
    api_id: str,
    stage_name: str,
    stage: _Json,
    resource: _Json,
    request_path: str,
    method: str,
    headers: dict[str, str],
    body: bytes,
    query_params: _Json,
    path_params: _Json,
    *,
    owner_account_id: str | None = None,
    owner_region: str | None = None,
    authorizer_context: _Json | None = None,
    **options: object,
) -> Response:
    del api_id, stage_name, stage, resource, request_path, method, query_params, path_params, options
    override: _Json = {"header": {}}
    context = {"authorizer": authorizer_context or {}, "responseOverride": override}
    text = _rendered(integration, headers, (body or b"").decode(errors="replace"), context)
    if text is None:
        refused: Response = apigateway_v1._gw_error("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type")
        return refused
    try:
        event = json.loads(text or "{}")
    except ValueError:
        message = f"Could not parse request body into json: {parser_error(text)}"
        return 400, _JSON, json.dumps({"message": message}).encode()
    function = apigateway_v1._extract_lambda_ref_from_integration_uri(integration.get("uri", ""))
    scope = {"account_id": owner_account_id, "region": owner_region}
    result, failure = await apigateway_v1._call_lambda_raw(function, event, **scope)
    if failure or result.get("throttle"):
        return 504, _JSON, b'{"message": "Internal server error"}'
    response = _mapped(integration, result, headers, context)
    return int(override.get("status") or response[0]), response[1] | override["header"], response[2]


def _media_type(headers: dict[str, str], name: str) -> str:
    value = apigateway_v1._header_ci(headers, name) or "application/json"
    return str(value).partition(",")[0].partition(";")[0].strip().lower()


def _rendered(integration: _Json, headers: dict[str, str], body: str, context: _Json) -> str | None:
    """Return the text of the event, None if a body of this type may not be passed through."""
    templates = integration.get("requestTemplates") or {}
    template = templates.get(_media_type(headers, "content-type"))
    if template is not None:
        return str(apigateway_v1._render_request_template_v1(template, body, {}, context))
    behavior = integration.get("passthroughBehavior") or "WHEN_NO_MATCH"
    is_passed = behavior == "WHEN_NO_MATCH" or (behavior == "WHEN_NO_TEMPLATES" and not templates)
    return body if is_passed else None


def _mapped(integration: _Json, result: _Json, headers: dict[str, str], context: _Json) -> Response:
    payload = result.get("body")
    text = json.dumps(payload, ensure_ascii=False) if not isinstance(payload, bytes) else payload.decode()
    error = payload.get("errorMessage") if result.get("error") and isinstance(payload, dict) else None
    responses = (integration.get("integrationResponses") or {}).values()
    default = next((one for one in responses if not one.get("selectionPattern")), None)
    matching = (one for one in responses if error and _selects(one.get("selectionPattern"), error))
    selected = next(matching, default)
    chosen = {"integrationResponses": {"": {**selected, "selectionPattern": ""}} if selected else {}}
    response: Response = apigateway_v1._service_integration_response(
        chosen, 200, text, _media_type(headers, "accept"), {}, context
    )
    return response


def _selects(pattern: str | None, message: str) -> bool:
    try:
        return bool(pattern and re.fullmatch(pattern, message, re.DOTALL))
    except re.error:
        return False
