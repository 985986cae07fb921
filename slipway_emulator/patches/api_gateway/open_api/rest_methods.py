"""The operations of a document in the terms of a REST API: request parameters, models and responses."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from slipway_emulator.patches.api_gateway.open_api.document import Document, Json, Operation, as_object

_SCHEMAS = ("#/definitions/", "#/components/schemas/")
_LOCATIONS = {"header": "header", "query": "querystring", "path": "path"}
_DEFAULT_TYPE = "application/json"


@dataclass
class Method:
    """A method of a resource.

    Attributes:
        verb: e.g. ``GET`` or ``ANY``.
        content: the operation itself.
        request_parameters: e.g. ``{"method.request.header.X-Id": True}``; the value is whether it is required.
        request_models: the schema for each content type, which is a reference or an object.
        responses: the headers for each status code and, for each content type, the schema.
    """

    verb: str
    content: Json
    request_parameters: dict[str, bool] = field(default_factory=dict)
    request_models: Json = field(default_factory=dict)
    responses: dict[str, tuple[list[str], Json]] = field(default_factory=dict)


def read_method(document: Document, operation: Operation) -> Method:
    """Return the method of an operation. The document's warnings are extended.

    Raises:
        InvalidDocumentError: a reference leads nowhere.
    """
    content = operation.content
    method = Method(operation.verb, content)
    for parameter in _parameters(document, operation):
        location = parameter.get("in")
        if location in _LOCATIONS:
            key = f"method.request.{_LOCATIONS[location]}.{parameter.get('name')}"
            method.request_parameters[key] = location == "path" or bool(parameter.get("required"))
        elif location == "body":
            method.request_models = dict.fromkeys(_types(document, "consumes", content), parameter.get("schema"))
        else:
            document.warnings.append(f"Parameter '{parameter.get('name')}' in '{location}' is not supported. Ignoring.")
    if body := document.resolve(content.get("requestBody")):
        method.request_models = _schemas_of(body)
    for code, response in as_object(content.get("responses")).items():
        if str(code).isdigit():
            method.responses[str(code)] = _response(document, content, as_object(document.resolve(response)))
    return method


def schemas(document: Document) -> Json:
    """Return the named schemas of a document."""
    return as_object(
        document.content.get("definitions") if document.is_version_2 else document.components.get("schemas")
    )


def schema_text(schema: Json, api_id: str) -> str:
    """Return a model's schema, whose references lead to the API's models."""
    text = json.dumps({"$schema": "http://json-schema.org/draft-04/schema#", **schema})
    for prefix in _SCHEMAS:
        text = text.replace(
            f'"$ref": "{prefix}', f'"$ref": "https://apigateway.amazonaws.com/restapis/{api_id}/models/'
        )
    return text


def model_name(schema: Any) -> str | None:  # noqa: ANN401 - any JSON value
    """Return the name of the schema that a reference leads to; None if it isn't one."""
    reference = schema.get("$ref", "") if isinstance(schema, dict) else ""
    return reference.rpartition("/")[2] if reference.startswith(_SCHEMAS) else None


def _parameters(document: Document, operation: Operation) -> Iterator[Json]:
    for parameter in [*operation.shared, *(operation.content.get("parameters") or [])]:
        yield as_object(document.resolve(parameter))


def _response(document: Document, operation: Json, response: Json) -> tuple[list[str], Json]:
    found = _schemas_of(response)
    if document.is_version_2 and "schema" in response:
        found = dict.fromkeys(_types(document, "produces", operation), response["schema"])
    return list(as_object(response.get("headers"))), found


def _types(document: Document, kind: str, operation: Json) -> list[str]:
    return operation.get(kind) or document.content.get(kind) or [_DEFAULT_TYPE]


def _schemas_of(body: Json) -> Json:
    contents = as_object(as_object(body).get("content")).items()
    return {
        type_: content["schema"] for type_, content in contents if isinstance(content, dict) and "schema" in content
    }
