"""The template of a gateway response can report the errors of a body, and use any ``$context`` variable.

``$context.error.validationErrorString`` lists the errors, in the wording of the validator that AWS uses
(https://github.com/java-json-tools/json-schema-validator); further variables describe the request:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html

MiniStack supports six variables and leaves the names of all others in the response.
"""

import contextvars
import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

from ministack.services import apigateway_v1

_Json = dict[str, Any]
# The schema and the invalid body of the current request.
_invalid: contextvars.ContextVar[tuple[_Json, Any] | None] = contextvars.ContextVar("invalid_body", default=None)


def apply() -> None:
    """Wrap the execution of a method, the validation of its body, and the creation of a gateway response."""
    execute, is_valid = apigateway_v1._execute_in_scope, apigateway_v1._json_schema_valid
    gateway_response = apigateway_v1._gateway_error_response

    @functools.wraps(execute)
    async def execute_in_scope(
        request: _Json, api_id: str, stage_name: str, method: str, path: str, *args: object
    ) -> object:
        _invalid.set(None)
        request |= {"http_method": method, "path": f"/{stage_name}{path}"}
        return await execute(request, api_id, stage_name, method, path, *args)

    @functools.wraps(is_valid)
    def json_schema_valid(schema: Any, value: Any, root: Any, *args: object) -> object:  # noqa: ANN401 - JSON
        result = is_valid(schema, value, root, *args)
        if not result and schema is root:
            _invalid.set((schema, value))
        return result

    @functools.wraps(gateway_response)
    def gateway_error_response(error: object, request: _Json) -> object:
        status, headers, body = gateway_response(error, request)
        return status, headers, _render(body.decode(), request).encode()

    apigateway_v1._execute_in_scope = execute_in_scope
    apigateway_v1._json_schema_valid = json_schema_valid
    apigateway_v1._gateway_error_response = gateway_error_response


def _render(template: str, request: _Json) -> str:
    values = _variables(request)
    return str(
        apigateway_v1._GATEWAY_TEMPLATE_VARIABLE.sub(lambda match: values.get(match[1] or match[2], ""), template)
    )


def _variables(request: _Json) -> dict[str, str]:
    invalid = _invalid.get()
    errors = f"[{', '.join(_errors(*invalid, invalid[0]))}]" if invalid else ""
    return {
        "context.apiId": request["api_id"],
        "context.httpMethod": request.get("http_method", ""),
        "context.path": request.get("path", ""),
        "context.identity.sourceIp": "127.0.0.1",
        "context.identity.userAgent": apigateway_v1._header_ci(request["headers"], "user-agent"),
        # Escaped for use in a JSON string of a template.
        "context.error.validationErrorString": json.dumps(errors)[1:-1],
    }


def _list(values: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(values, separators=(",", ":"))


def _type(value: object) -> str:
    names = ("null", "boolean", "integer", "number", "string", "array", "object")
    return next(name for name in names if apigateway_v1._JSON_TYPES[name](value))


def _allowed(types: str | list[str]) -> list[str]:
    listed = {types} if isinstance(types, str) else set(types)
    return sorted(listed | ({"integer"} if "number" in listed else set()))


# The validator's message for a value that doesn't match a keyword's rule.
_MESSAGES: dict[str, Callable[[Any, Any], str]] = {
    "type": lambda rule, value: (
        f"instance type ({_type(value)}) does not match any allowed primitive type (allowed: {_list(_allowed(rule))})"
    ),
    "enum": lambda rule, value: f"instance value ({_list(value)}) not found in enum (possible values: {_list(rule)})",
    "required": lambda rule, value: f"object has missing required properties ({_list(sorted(set(rule) - set(value)))})",
    "minLength": lambda rule, value: f'string "{value}" is too short (length: {len(value)}, required minimum: {rule})',
    "maxLength": lambda rule, value: f'string "{value}" is too long (length: {len(value)}, maximum allowed: {rule})',
    "pattern": lambda rule, value: f'ECMA 262 regex "{rule}" does not match input string "{value}"',
    "minimum": lambda rule, value: (
        f"numeric instance is lower than the required minimum (minimum: {rule}, found: {value})"
    ),
    "maximum": lambda rule, value: (
        f"numeric instance is greater than the required maximum (maximum: {rule}, found: {value})"
    ),
    "minItems": lambda rule, value: (
        f"array is too short: must have at least {rule} elements but instance has {len(value)} elements"
    ),
    "maxItems": lambda rule, value: (
        f"array is too long: must have at most {rule} elements but instance has {len(value)} elements"
    ),
    "uniqueItems": lambda _rule, _value: "array must not contain duplicate elements",
}


def _errors(schema: _Json, value: Any, root: _Json) -> Iterator[str]:  # noqa: ANN401 - JSON
    while "$ref" in schema:
        schema, root = apigateway_v1._resolve_schema_ref(schema["$ref"], root)
    for keyword, message in _MESSAGES.items():
        rule = {keyword: schema.get(keyword)}
        if keyword in schema and not apigateway_v1._json_schema_valid(rule, value, root):
            yield message(schema[keyword], value)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        extra = sorted(value.keys() - properties.keys())
        if extra and schema.get("additionalProperties") is False:
            yield f"object instance has properties which are not allowed by the schema: {_list(extra)}"
        for name in value.keys() & properties.keys():
            yield from _errors(properties[name], value[name], root)
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for item in value:
            yield from _errors(schema["items"], item, root)
