"""An integration of type AWS calls an action of a service that speaks JSON, e.g. StartExecution of Step Functions.

The request template gives the payload of the call, which API Gateway makes with the integration's role. The status of
the answer selects the response, whose template gives the body; a template may set the status of the response itself.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html

MiniStack calls queues of SQS only, and takes any other service for a function: it answers 504.
"""

import functools
import os
import urllib.error
import urllib.request
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from ministack.core.concurrency import run_reentrant
from ministack.services import apigateway_v1

from slipway_emulator.iam import service_role
from slipway_emulator.models import service_models

_SECONDS = 60


def apply() -> None:
    """Wrap the invocation of an integration of type AWS."""
    invoke = apigateway_v1._invoke_lambda_custom_v1

    @functools.wraps(invoke)
    async def invoke_service(integration: dict[str, Any], *args: Any, **options: Any) -> object:  # noqa: ANN401
        region, service, verb, action = apigateway_v1._parse_service_integration_uri(integration["uri"]) or ("",) * 4
        if verb != "action":
            return await invoke(integration, *args, **options)
        headers, body = args[6], args[7]
        override: dict[str, Any] = {"header": {}}
        context = {"authorizer": options.get("authorizer_context") or {}, "responseOverride": override}
        payload = _payload(integration, headers, body.decode(errors="replace"), context)
        try:
            keys = service_role.assume(
                integration.get("credentials") or "", "apigateway.amazonaws.com", "BackplaneAssumeRoleSession", _SECONDS
            )
        except service_role.AssumeRoleError:
            return apigateway_v1._gw_error("API_CONFIGURATION_ERROR", "Internal server error")
        request = _signed(service, action, region, payload, keys)
        status, answer = await run_reentrant(_send, request)
        return _response(integration, status, answer, headers, context)

    apigateway_v1._invoke_lambda_custom_v1 = invoke_service


def _payload(integration: dict[str, Any], headers: dict[str, str], body: str, context: dict[str, Any]) -> str:
    content_type = (
        (apigateway_v1._header_ci(headers, "content-type") or "application/json").partition(";")[0].strip().lower()
    )
    templates = integration.get("requestTemplates") or {}
    if content_type not in templates:
        return body
    return str(apigateway_v1._render_request_template_v1(templates[content_type], body, {}, context))


def _signed(service: str, action: str, region: str, payload: str, keys: service_role.Credentials) -> AWSRequest:
    model = service_models.model(service_models.boto3_name(service))
    request = AWSRequest(
        "POST",
        f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}/",
        {
            "Content-Type": f"application/x-amz-json-{model.metadata['jsonVersion']}",
            "X-Amz-Target": f"{model.metadata['targetPrefix']}.{action}",
        },
        payload.encode(),
    )
    credentials = Credentials(keys.access_key_id, keys.secret_access_key, keys.session_token)
    SigV4Auth(credentials, model.signing_name, region).add_auth(request)
    return request


def _send(request: AWSRequest) -> tuple[int, str]:
    outgoing = urllib.request.Request(str(request.url), request.data, dict(request.headers), method="POST")  # noqa: S310
    try:
        response = urllib.request.urlopen(outgoing, timeout=_SECONDS)  # noqa: S310 - above
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    with response:
        return response.status, response.read().decode()


def _response(
    integration: dict[str, Any], status: int, answer: str, headers: dict[str, str], context: dict[str, Any]
) -> tuple[int, dict[str, str], bytes]:
    accept = (apigateway_v1._header_ci(headers, "accept") or "application/json").partition(",")[0].partition(";")[0]
    response: tuple[int, dict[str, str], bytes] = apigateway_v1._service_integration_response(
        integration, status, answer, accept.strip().lower(), {}, context
    )
    override = context["responseOverride"]
    return int(override.get("status") or response[0]), response[1] | override["header"], response[2]
