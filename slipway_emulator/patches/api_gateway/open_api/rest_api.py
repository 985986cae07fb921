"""Creates a REST API's resources, methods, models and more from a document."""

import json
import re
import uuid
from typing import Any

from ministack.services import apigateway_v1

from slipway_emulator.patches.api_gateway.open_api.document import Document, InvalidDocumentError, Json, as_object
from slipway_emulator.patches.api_gateway.open_api.rest_authorization import (
    authorization,
    ids_by_name,
    import_authorizers,
    replace,
)
from slipway_emulator.patches.api_gateway.open_api.rest_methods import (
    Method,
    model_name,
    read_method,
    schema_text,
    schemas,
)

_TYPES = ("HTTP", "MOCK", "HTTP_PROXY", "AWS", "AWS_PROXY")
_INTEGRATION = (
    *("uri", "httpMethod", "credentials", "requestParameters", "requestTemplates", "timeoutInMillis"),
    *("cacheNamespace", "cacheKeyParameters"),
)
# Of an integration and of a document: MiniStack has no place for them.
_MISSING_INTEGRATION = ("connectionId", "integrationTarget", "responseTransferMode", "tlsConfig")
_MISSING = ("documentation", "endpoint-access-mode", "security-policy")
_UPPER_CASE = ("passthroughBehavior", "connectionType", "contentHandling")
_STORES = ("_models", "_authorizers_v1", "_request_validators", "_gateway_responses")


def clear(api_id: str) -> None:
    """Delete everything that a document describes, except the root resource."""
    for name in _STORES:
        getattr(apigateway_v1, name)[api_id] = {}
    resources = apigateway_v1._resources[api_id]
    root = next(resource for resource in resources.values() if resource["path"] == "/")
    apigateway_v1._resources[api_id] = {root["id"]: {**root, "resourceMethods": {}}}


def import_document(api_id: str, document: Document, *, base_path: str) -> None:
    """Add what a document describes to an API, and replace methods, models and more that exist already.

    Args:
        api_id: the API.
        document: its warnings are extended.
        base_path: path before each path, without a slash at its end; empty for none.

    Raises:
        InvalidDocumentError: lists what can't be imported.
    """
    errors = [
        f"The local AWS doesn't import x-amazon-apigateway-{name}" for name in _MISSING if document.extension(name)
    ]
    _import_models(api_id, document, errors)
    validators = _import_validators(api_id, document)
    _import_gateway_responses(api_id, document, errors)
    authorizations = import_authorizers(api_id, document, errors)
    for path, operations in document.operations():
        try:
            resource_id = _resource(api_id, base_path + path)
        except InvalidDocumentError as error:
            errors.append(f"Unable to create resource at path '{base_path + path}': {error}")
            continue
        for operation in operations:
            place = f"'{operation.verb}' for resource at path '{base_path + path}'"
            try:
                method = read_method(document, operation)
                settings = _settings(api_id, document, method, validators, authorizations)
                _put_method(api_id, resource_id, method, settings)
                _put_integration(api_id, resource_id, document, method)
            except InvalidDocumentError as error:
                errors.append(f"Unable to put method {place}: {error}")
    if errors:
        raise InvalidDocumentError("Errors found during import:\n\t" + "\n\t".join(errors))


def _import_models(api_id: str, document: Document, errors: list[str]) -> None:
    for name, schema in schemas(document).items():
        if not re.fullmatch("[A-Za-z0-9]+", str(name)):
            errors.append(f"Unable to create model '{name}': Model name must be alphanumeric: {name}")
            continue
        _put_model(api_id, name, schema)


def _put_model(api_id: str, name: str, schema: Any) -> None:  # noqa: ANN401 - any JSON value
    description = schema.get("description", "") if isinstance(schema, dict) else ""
    model = {"name": name, "schema": schema_text(schema, api_id), "description": description}
    apigateway_v1._models.get(api_id, {}).pop(name, None)  # a merge replaces it
    apigateway_v1._create_model(api_id, model)


def _import_validators(api_id: str, document: Document) -> dict[str, str]:
    """Return the id of each validator by its name."""
    stored = apigateway_v1._request_validators.setdefault(api_id, {})
    ids = ids_by_name(stored)
    for name, settings in (document.extension("request-validators") or {}).items():
        response = apigateway_v1._create_request_validator(api_id, {**settings, "name": name})
        ids[name] = replace(stored, json.loads(response[2])["id"], ids.get(name))
    return ids


def _import_gateway_responses(api_id: str, document: Document, errors: list[str]) -> None:
    for type_, settings in (document.extension("gateway-responses") or {}).items():
        response = apigateway_v1._put_gateway_response(api_id, type_, settings)
        if response[0] >= 400:
            errors.append(f"Unable to put gateway response '{type_}': {json.loads(response[2])['message']}")


def _resource(api_id: str, path: str) -> str:
    """Return the id of the resource at a path, which is created with its parents if needed.

    Raises:
        InvalidDocumentError: API Gateway refuses the path.
    """
    resources = apigateway_v1._resources[api_id]
    ids = {resource["path"]: id_ for id_, resource in resources.items()}
    parent: str = ids["/"]
    current = ""
    for part in [part for part in path.split("/") if part]:
        current = f"{current}/{part}"
        if current not in ids:
            response = apigateway_v1._create_resource(api_id, parent, {"pathPart": part})
            ids[current] = _created(response)["id"]
        parent = ids[current]
    return parent


def _created(response: Any) -> Any:  # noqa: ANN401 - MiniStack's response
    content = json.loads(response[2])
    if response[0] >= 400:
        raise InvalidDocumentError(content["message"])
    return content


def _settings(
    api_id: str, document: Document, method: Method, validators: dict[str, str], authorizations: Json
) -> Json:
    content = method.content
    validator = content.get("x-amazon-apigateway-request-validator", document.extension("request-validator"))
    if validator is not None and validator not in validators:
        raise InvalidDocumentError(f"Invalid Request Validator identifier specified: {validator}")
    settings: Json = {
        **authorization(document, content, authorizations),
        "operationName": content.get("operationId", ""),
        "requestParameters": method.request_parameters,
        "requestModels": _models(api_id, method.request_models),
        "requestValidatorId": validators.get(validator),
    }
    return settings


def _put_method(api_id: str, resource_id: str, method: Method, settings: Json) -> None:
    apigateway_v1._put_method(api_id, resource_id, method.verb, settings)
    for code, (headers, found) in method.responses.items():
        parameters = {f"method.response.header.{name}": False for name in headers}
        response = {
            **({"responseParameters": parameters} if parameters else {}),
            "responseModels": _models(api_id, found),
        }
        apigateway_v1._put_method_response(api_id, resource_id, method.verb, code, response)


def _models(api_id: str, named: Json) -> dict[str, str]:
    """Return the name of the model for each content type; a schema without a name gets a model too."""
    models = {}
    for type_, schema in named.items():
        name = model_name(schema)
        if name is None:
            name = f"MODEL{uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(schema)).hex[:6]}"
            _put_model(api_id, name, schema or {})
        elif name not in apigateway_v1._models.get(api_id, {}):
            raise InvalidDocumentError(f"Invalid model identifier specified: {name}")
        models[type_] = name
    return models


def _put_integration(api_id: str, resource_id: str, document: Document, method: Method) -> None:
    integration = as_object(document.resolve(method.content.get("x-amazon-apigateway-integration")))
    if not integration:
        return
    type_ = str(integration.get("type", "")).upper()
    if type_ not in _TYPES:
        raise InvalidDocumentError(
            f"Enum value for integration type must be non-null. Valid values are [{', '.join(_TYPES)}]"
        )
    if missing := [name for name in _MISSING_INTEGRATION if name in integration]:
        raise InvalidDocumentError(f"The local AWS doesn't import {', '.join(missing)} of an integration")
    settings = {name: integration[name] for name in _INTEGRATION if name in integration}
    settings |= {name: str(integration[name]).upper() for name in _UPPER_CASE if integration.get(name)}
    if type_ == "MOCK":
        settings.pop("httpMethod", None)
    _created(apigateway_v1._put_integration(api_id, resource_id, method.verb, {"type": type_, **settings}))
    for pattern, response in (integration.get("responses") or {}).items():
        selection = {} if pattern == "default" else {"selectionPattern": str(pattern)}
        status = str(response.get("statusCode", 200))
        apigateway_v1._put_integration_response(api_id, resource_id, method.verb, status, {**selection, **response})
