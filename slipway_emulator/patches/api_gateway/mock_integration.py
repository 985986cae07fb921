"""A MOCK integration renders its templates, has no body without a template, and has no ``httpMethod``.

AWS renders the mapping templates of the request, whose ``statusCode`` selects the response, and of that response. A
response without a template is empty. GetIntegration returns no ``httpMethod`` if none was put.
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html

MiniStack returns the template unrendered, ``{}`` without a template, and the ``httpMethod`` POST, because of
which each of Terraform's plans replaces the integration.
"""

import contextvars
import functools
import inspect
from typing import Any

from ministack.services import apigateway_v1

# The arguments of the current execution, for ``$input.params()`` and ``$context``.
_call: contextvars.ContextVar[dict[str, Any]] = contextvars.ContextVar("mock_call")
# The template of a response that has none, for which MiniStack's own code would return ``{}``.
_EMPTY = "\0"


def apply() -> None:
    """Wrap the execution of a method, the mock and PutIntegration."""
    execute, invoke = apigateway_v1._execute_in_scope, apigateway_v1._invoke_mock_v1
    put_integration = apigateway_v1._put_integration

    signature = inspect.signature(execute)

    @functools.wraps(execute)
    async def execute_in_scope(*args: object, **options: object) -> object:
        _call.set(signature.bind(*args, **options).arguments)
        return await execute(*args, **options)

    @functools.wraps(invoke)
    def invoke_mock(integration: dict[str, Any]) -> object:
        status, headers, body = invoke(_rendered(integration))
        return status, headers, b"" if body == _EMPTY.encode() else body

    @functools.wraps(put_integration)
    def put(api_id: str, resource_id: str, http_method: str, data: dict[str, Any]) -> object:
        return put_integration(api_id, resource_id, http_method, {"httpMethod": None, **data})

    apigateway_v1._execute_in_scope = execute_in_scope
    apigateway_v1._invoke_mock_v1 = invoke_mock
    apigateway_v1._put_integration = put


def _rendered(integration: dict[str, Any]) -> dict[str, Any]:
    responses = {
        code: {**response, "responseTemplates": _render({"application/json": _EMPTY}, response["responseTemplates"])}
        for code, response in integration["integrationResponses"].items()
    }
    templates = _render({}, integration["requestTemplates"])
    return {**integration, "requestTemplates": templates, "integrationResponses": responses}


def _render(defaults: dict[str, str], templates: dict[str, str] | None) -> dict[str, str]:
    call = _call.get()
    request = call["request"]
    query = {name: values[-1] for name, values in request["query_params"].items()}
    params = request["headers"] | query | request["path_params"]
    context = {
        "apiId": call["api_id"],
        "httpMethod": call["method"],
        "path": f"/{call['stage_name']}{call['path']}",
        "requestId": request["request_id"],
        "resourcePath": request["resource_path"],
        "stage": call["stage_name"],
    }
    return {
        content_type: apigateway_v1._render_request_template_v1(template, "", params, context)
        for content_type, template in {**defaults, **(templates or {})}.items()
    }
