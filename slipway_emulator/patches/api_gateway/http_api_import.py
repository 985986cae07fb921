"""ImportApi and ReimportApi build an HTTP API from an OpenAPI 3.0 document.

Routes, integrations, authorizers, CORS, tags and the name come from the document and API Gateway's extensions.
ReimportApi replaces the API's definition, and with ``failOnWarnings`` nothing invalid may be ignored. A document with
errors changes nothing. Stages stay as they are: one without automatic deployment serves the new definition after the
next deployment.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html

MiniStack responds with 404.
"""

import copy
import functools
import json
from typing import Any

from ministack.services import apigateway

from slipway_emulator.patches.api_gateway.open_api import document as open_api
from slipway_emulator.patches.api_gateway.open_api import http_api
from slipway_emulator.patches.api_gateway.open_api.document import Document, InvalidDocumentError, as_object

_STORES = ("_apis", "_routes", "_integrations", "_authorizers", "_api_tags")
_CORS = ("allowCredentials", "allowHeaders", "allowMethods", "allowOrigins", "exposeHeaders", "maxAge")

_Json = dict[str, Any]
_Response = Any  # MiniStack's: status, headers and body


def apply() -> None:
    """Handle the two operations before MiniStack does."""
    handle = apigateway.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: object, body: bytes, query: _Json) -> object:
        parts = path.strip("/").split("/")
        if method == "PUT" and parts[:2] == ["v2", "apis"] and len(parts) in (2, 3):
            return _import(parts[2] if len(parts) > 2 else None, json.loads(body or b"{}"), query)
        return await handle(method, path, headers, body, query)

    apigateway.handle_request = handle_request


def _import(api_id: str | None, request: _Json, query: _Json) -> _Response:
    """Import a document into an API, or create one."""
    if api_id and api_id not in apigateway._apis:
        return apigateway._api_not_found(api_id)
    if api_id and apigateway._apis[api_id]["protocolType"] != "HTTP":
        return _bad_request("Only HTTP APIs can be imported")
    try:
        document = open_api.parse(str(request.get("body")).encode(), versions=("3.0",))
        target = api_id or json.loads(apigateway._create_api({"protocolType": "HTTP"})[2])["apiId"]
    except InvalidDocumentError as error:
        return _bad_request(str(error))
    before = {name: copy.deepcopy(getattr(apigateway, name).get(_key(name, target))) for name in _STORES}
    try:
        with open_api.invalid_if_malformed():
            http_api.import_document(target, document, base_path=document.base_path(_value(query, "basepath")))
            _set(target, document)
        document.check_warnings(is_failure=str(_value(query, "failOnWarnings")).lower() == "true")
    except InvalidDocumentError as error:
        if api_id is None:
            apigateway._delete_api(target)
        else:
            for name, value in before.items():
                getattr(apigateway, name)[_key(name, target)] = value or {}
        return _bad_request(str(error))
    messages = {"warnings": document.warnings, "importInfo": document.info}
    found = {name: value for name, value in messages.items() if value}
    return apigateway._apigw_response({**apigateway._apis[target], **found}, 201)


def _key(store: str, api_id: str) -> str:
    return str(apigateway._api_arn(api_id)) if store == "_api_tags" else api_id


def _set(api_id: str, document: Document) -> None:
    """Set what belongs to the API itself."""
    info = document.content["info"]
    if not info.get("title"):
        raise InvalidDocumentError("Invalid OpenAPI input.")
    api = apigateway._apis[api_id]
    api |= {"name": str(info["title"]), "description": str(info.get("description", ""))}
    api["version"] = str(info.get("version", ""))
    api.pop("corsConfiguration", None)
    if cors := as_object(document.extension("cors")):
        api["corsConfiguration"] = {name: cors[name] for name in _CORS if name in cors}
    if endpoint := as_object(document.extension("endpoint-configuration")):
        api["disableExecuteApiEndpoint"] = bool(endpoint.get("disableExecuteApiEndpoint"))
    tags = [as_object(tag) for tag in document.content.get("tags") or []]
    values = {tag.get("name"): tag.get("x-amazon-apigateway-tag-value") for tag in tags}
    if tagged := {name: value for name, value in values.items() if value is not None}:
        apigateway._tag_resource(apigateway._api_arn(api_id), {"tags": tagged})


def _value(query: _Json, name: str) -> str | None:
    value = query.get(name)
    return value[0] if isinstance(value, list) else value


def _bad_request(message: str) -> _Response:
    return apigateway._apigw_error("BadRequestException", message, 400)
