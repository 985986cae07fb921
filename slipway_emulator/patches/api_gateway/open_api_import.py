"""ImportRestApi and PutRestApi build a REST API from an OpenAPI document.

Resources, methods, integrations, models, request validators, gateway responses, authorizers and the API's settings come
from the document and API Gateway's extensions. ``mode=overwrite`` replaces the API's definition, ``mode=merge`` adds
to it, and with ``failonwarnings`` nothing may be ignored. A document with errors changes nothing:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-update.html
https://docs.aws.amazon.com/apigateway/latest/api/API_PutRestApi.html

MiniStack responds to ImportRestApi with an API without resources, and to PutRestApi with 404. What isn't imported here,
such as documentation parts and private integrations, is refused by its name.
"""

import copy
import functools
import json
from typing import Any

from ministack.services import apigateway_v1

from slipway_emulator.patches.api_gateway.open_api import document as open_api
from slipway_emulator.patches.api_gateway.open_api import rest_api
from slipway_emulator.patches.api_gateway.open_api.document import Document, InvalidDocumentError

_STORES = ("_rest_apis", "_resources", "_models", "_authorizers_v1", "_request_validators", "_gateway_responses")
_MODES = ("merge", "overwrite")
# The settings of an API in a document, with the value of an API whose document has none.
_SETTINGS: dict[str, tuple[str, Any]] = {
    "binary-media-types": ("binaryMediaTypes", []),
    "minimum-compression-size": ("minimumCompressionSize", None),
    "api-key-source": ("apiKeySource", "HEADER"),
    "policy": ("policy", None),
}


def apply() -> None:
    """Handle the two operations before MiniStack does."""
    handle = apigateway_v1.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: object, body: bytes, query: dict[str, Any]) -> object:
        parts = path.strip("/").split("/")
        if (method, parts) == ("POST", ["restapis"]) and apigateway_v1._qp(query, "mode") == "import":
            return _import(body, query)
        if method == "PUT" and parts[:-1] == ["restapis"]:
            return _put(parts[1], body, query)
        return await handle(method, path, headers, body, query)

    apigateway_v1.handle_request = handle_request


def _import(body: bytes, query: dict[str, Any]) -> object:
    try:
        document = open_api.parse(body)
    except InvalidDocumentError as error:
        return _bad_request(str(error))
    types = apigateway_v1._qp(query, "endpointConfigurationTypes") or "EDGE"
    created = apigateway_v1._create_rest_api({"name": "", "endpointConfiguration": {"types": types.split(",")}})
    api_id = json.loads(created[2])["id"]
    response = _build(api_id, document, query, mode="overwrite", status=201)
    if response[0] != 201:
        apigateway_v1._delete_rest_api(api_id)
    return response


def _put(api_id: str, body: bytes, query: dict[str, Any]) -> object:
    try:
        document = open_api.parse(body)
    except InvalidDocumentError as error:
        return _bad_request(str(error))
    if api_id not in apigateway_v1._rest_apis:
        return apigateway_v1._v1_error("NotFoundException", "Invalid API identifier specified", 404)
    mode = apigateway_v1._qp(query, "mode") or "merge"
    if mode not in _MODES:
        return _bad_request(f"Invalid mode specified: {mode}. Valid values are merge and overwrite.")
    return _build(api_id, document, query, mode=mode, status=200)


def _build(api_id: str, document: Document, query: dict[str, Any], *, mode: str, status: int) -> Any:  # noqa: ANN401
    before = {name: copy.deepcopy(getattr(apigateway_v1, name).get(api_id)) for name in _STORES}
    try:
        if mode == "overwrite":
            rest_api.clear(api_id)
        with open_api.invalid_if_malformed():
            base_path = document.base_path(apigateway_v1._qp(query, "basepath"))
            rest_api.import_document(api_id, document, base_path=base_path)
        document.check_warnings(is_failure=str(apigateway_v1._qp(query, "failonwarnings")).lower() == "true")
    except InvalidDocumentError as error:
        for name, value in before.items():
            getattr(apigateway_v1, name)[api_id] = value or {}
        return _bad_request(str(error))
    api = apigateway_v1._rest_apis[api_id]
    _set(api, document, mode)
    view = apigateway_v1._rest_api_view(api)
    return apigateway_v1._v1_response({**view, "warnings": document.warnings} if document.warnings else view, status)


def _set(api: dict[str, Any], document: Document, mode: str) -> None:
    info = document.content["info"]
    for name, value in (("name", info.get("title")), ("description", info.get("description", ""))):
        if value or mode == "overwrite":
            api[name] = str(value or "")
    api["version"] = str(info.get("version", ""))
    for extension, (name, default) in _SETTINGS.items():
        value = document.extension(extension)
        if value is not None or mode == "overwrite":
            before = (api.get(name) or []) if name == "binaryMediaTypes" and mode == "merge" else []
            added = copy.copy(default) if value is None else value
            api[name] = [*before, *(one for one in added if one not in before)] if before else added
    if endpoint := document.extension("endpoint-configuration"):
        api["disableExecuteApiEndpoint"] = bool(endpoint.get("disableExecuteApiEndpoint"))
        if endpoint.get("vpcEndpointIds"):
            api["endpointConfiguration"] = {
                **api["endpointConfiguration"],
                "vpcEndpointIds": endpoint["vpcEndpointIds"],
            }


def _bad_request(message: str) -> Any:  # noqa: ANN401 - MiniStack's response
    return apigateway_v1._v1_error("BadRequestException", message, 400)
