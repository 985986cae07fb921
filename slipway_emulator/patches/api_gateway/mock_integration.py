"""A MOCK integration renders its templates, has no body without a template, and has no ``httpMethod``.

AWS renders the mapping templates of the request, whose ``statusCode`` selects the response, and of that response, which
can override the status and headers. A response without a template is empty. GetIntegration returns no ``httpMethod`` if
none was put.
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html

MiniStack returns the template unrendered, ``{}`` without a template, and the ``httpMethod`` POST, because of
which each of Terraform's plans replaces the integration.
"""

import functools
from typing import Any

from ministack.services import apigateway_v1

# The template of a response that has none, for which MiniStack's own code would return ``{}``.
_EMPTY = "\0"


def apply() -> None:
    """Wrap the mock and PutIntegration."""
    invoke, put_integration = apigateway_v1._invoke_mock_v1, apigateway_v1._put_integration

    @functools.wraps(invoke)
    def invoke_mock(integration: dict[str, Any]) -> object:
        overrides: dict[str, dict[str, Any]] = {code: {"header": {}} for code in integration["integrationResponses"]}
        status, headers, body = invoke(_rendered(integration, overrides))
        override = overrides.get(str(status), {})
        headers |= override.get("header", {})
        return int(override.get("status") or status), headers, b"" if body == _EMPTY.encode() else body

    @functools.wraps(put_integration)
    def put(api_id: str, resource_id: str, http_method: str, data: dict[str, Any]) -> object:
        return put_integration(api_id, resource_id, http_method, {"httpMethod": None, **data})

    apigateway_v1._invoke_mock_v1 = invoke_mock
    apigateway_v1._put_integration = put


def _rendered(integration: dict[str, Any], overrides: dict[str, dict[str, Any]]) -> dict[str, Any]:
    responses = {
        code: {
            **response,
            "responseTemplates": _render(
                {"application/json": _EMPTY}, response["responseTemplates"], {"responseOverride": overrides[code]}
            ),
        }
        for code, response in integration["integrationResponses"].items()
    }
    templates = _render({}, integration["requestTemplates"], {})
    return {**integration, "requestTemplates": templates, "integrationResponses": responses}


def _render(defaults: dict[str, str], templates: dict[str, str] | None, context: dict[str, Any]) -> dict[str, str]:
    return {
        content_type: apigateway_v1._render_request_template_v1(template, "", {}, context)
        for content_type, template in {**defaults, **(templates or {})}.items()
    }
