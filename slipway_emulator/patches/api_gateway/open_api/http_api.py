"""Creates an HTTP API's routes, integrations and authorizers from a document.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
"""

import json
from collections.abc import Iterator
from typing import Any

from ministack.services import apigateway

from slipway_emulator.patches.api_gateway.open_api.document import (
    Document,
    InvalidDocumentError,
    Operation,
    as_object,
)
from slipway_emulator.patches.api_gateway.open_api.http_authorization import authorization, import_authorizers

_TYPES = ("AWS_PROXY", "HTTP_PROXY")
_INTEGRATION = {
    "uri": "integrationUri",
    "httpMethod": "integrationMethod",
    "timeoutInMillis": "timeoutInMillis",
    "requestParameters": "requestParameters",
}
# MiniStack has no place for them, or they have no effect.
_MISSING = ("connectionId", "credentials", "integrationSubtype", "responseParameters", "tlsConfig")
# Valid, and not supported by HTTP APIs.
_UNSUPPORTED = (
    *("api-key-source", "binary-media-types", "documentation", "gateway-responses", "minimum-compression-size"),
    *("policy", "request-validator", "request-validators"),
)


def import_document(api_id: str, document: Document, *, base_path: str) -> None:
    """Replace an API's routes, integrations and authorizers by those that a document describes.

    Args:
        api_id: the API.
        document: its warnings and its info are extended.
        base_path: path before each path, without a slash at its end; empty for none.

    Raises:
        InvalidDocumentError: lists what can't be imported.
    """
    for store in (apigateway._routes, apigateway._integrations, apigateway._authorizers):
        store[api_id] = {}
    unsupported = [f"x-amazon-apigateway-{name}" for name in _UNSUPPORTED if document.extension(name) is not None]
    document.info += [f"{name} is not supported for HTTP APIs. Ignoring." for name in unsupported]
    errors: list[str] = []
    authorizations = import_authorizers(api_id, document, errors)
    for path, operations in document.operations():
        for operation in operations:
            key = _route_key(base_path + path, operation)
            place = f"paths.'{path}'({operation.verb.lower()})"
            document.warnings += _parse_issues(document, operation, place)
            if "requestBody" in operation.content:
                document.info.append(f"{place}.requestBody is not supported for HTTP APIs. Ignoring.")
            try:
                authorized = authorization(document, operation.content, authorizations)
                target = _put_integration(api_id, document, operation, place)
            except InvalidDocumentError as error:
                errors.append(f"Unable to create route '{key}': {error}")
                continue
            route = {"routeKey": key, "target": target, "operationName": operation.content.get("operationId", "")}
            if refusal := _refusal(apigateway._create_route(api_id, {**route, **authorized})):
                errors.append(f"Unable to create route '{key}': {refusal}")
    if errors:
        raise InvalidDocumentError("Errors found during import:\n\t" + "\n\t".join(errors))


def _route_key(path: str, operation: Operation) -> str:
    if operation.content.get("isDefaultRoute") or path.endswith("/$default"):
        return "$default"
    return f"{operation.verb} {path}"


def _parse_issues(document: Document, operation: Operation, place: str) -> Iterator[str]:
    """Yield a warning for each reference of an operation that leads nowhere."""
    for name in ("parameters", "requestBody", "responses"):
        for missing in _missing(document, operation.content.get(name), f"{place}.{name}"):
            yield f"Parse issue: attribute {missing} is missing"


def _missing(document: Document, value: object, place: str) -> Iterator[str]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _missing(document, item, f"{place}.[{number}]")
    for name, item in as_object(value).items():
        if name == "content":  # whose media types AWS leaves out
            for media_type in as_object(item).values():
                yield from _missing(document, media_type, f"{place}.content")
        elif name != "$ref":
            yield from _missing(document, item, f"{place}.{name}")
        elif not _leads_somewhere(document, value):
            yield f"{place}.{item}"


def _leads_somewhere(document: Document, reference: object) -> bool:
    try:
        document.resolve(reference)
    except InvalidDocumentError:
        return False
    return True


def _refusal(response: Any) -> str | None:  # noqa: ANN401 - MiniStack's response
    return str(json.loads(response[2])["message"]) if response[0] >= 400 else None


def _put_integration(api_id: str, document: Document, operation: Operation, place: str) -> str:
    """Create the integration of an operation, and return the target of its route; empty without an integration."""
    integration = as_object(document.resolve(operation.content.get("x-amazon-apigateway-integration")))
    if not integration:
        return ""
    type_ = str(integration.get("type", "")).upper()
    if type_ not in _TYPES:
        document.warnings.append(f"{place}: Integration type '{type_}' is not supported for HTTP APIs. Ignoring.")
        return ""
    if not integration.get("payloadFormatVersion"):
        raise InvalidDocumentError("PayloadFormatVersion is a required parameter for integration")
    missing = [name for name in _MISSING if integration.get(name)]
    if type_ == "AWS_PROXY" and integration.get("requestParameters"):
        missing.append("requestParameters")
    if missing:
        raise InvalidDocumentError(f"The local AWS doesn't import {', '.join(missing)} of an integration")
    settings = {name: integration[key] for key, name in _INTEGRATION.items() if key in integration}
    version = {"payloadFormatVersion": str(integration["payloadFormatVersion"])}
    created = apigateway._create_integration(api_id, {"integrationType": type_, **version, **settings})
    if refusal := _refusal(created):
        raise InvalidDocumentError(refusal)
    return f"integrations/{json.loads(created[2])['integrationId']}"
