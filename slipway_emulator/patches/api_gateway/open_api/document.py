"""An OpenAPI 2.0 or 3.0 document with API Gateway's extensions.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import yaml  # type: ignore[import-untyped]  # PyYAML has no type hints

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_ANY_METHOD = "x-amazon-apigateway-any-method"
_SCHEMAS = ("#/definitions/", "#/components/schemas/")
_LOCATIONS = {"header": "header", "query": "querystring", "path": "path"}
_DEFAULT_TYPE = "application/json"

Json = dict[str, Any]


class InvalidDocumentError(Exception):
    """The document can't be imported. The message is AWS's."""


class _Loader(yaml.CSafeLoader):  # type: ignore[misc, unused-ignore]  # yaml is untyped
    """Reads YAML as JSON would have it: a date is text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass
class Operation:
    """A method of a path, in the terms of API Gateway.

    Attributes:
        verb: e.g. ``GET`` or ``ANY``.
        content: the operation itself.
        request_parameters: e.g. ``{"method.request.header.X-Id": True}``; the value is whether it is required.
        request_models: for each content type the schema, which is a reference or an object.
        responses: for each status code the headers and, for each content type, the schema.
    """

    verb: str
    content: Json
    request_parameters: dict[str, bool] = field(default_factory=dict)
    request_models: Json = field(default_factory=dict)
    responses: dict[str, tuple[list[str], Json]] = field(default_factory=dict)


@dataclass
class Document:
    """A document, and what the import ignored."""

    content: Json
    warnings: list[str] = field(default_factory=list)

    @property
    def is_version_2(self) -> bool:
        """Whether this is Swagger 2.0."""
        return "swagger" in self.content

    @property
    def schemas(self) -> Json:
        """The named schemas."""
        return _object(self.content.get("definitions") if self.is_version_2 else self._components().get("schemas"))

    @property
    def base_path(self) -> str:
        """The path before all paths, without a slash at its end."""
        if self.is_version_2:
            return str(self.content.get("basePath", "")).rstrip("/")
        server: Json = next(iter(self.content.get("servers") or []), {})
        variables = _object(server.get("variables"))
        base_path = _object(variables.get("basePath")).get("default") or urlsplit(server.get("url", "")).path
        return f"/{str(base_path).strip('/')}".rstrip("/") if "{" not in str(base_path) else ""

    def extension(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - any JSON value
        """Return ``x-amazon-apigateway-<name>`` of the whole document."""
        return self.content.get(f"x-amazon-apigateway-{name}", default)

    def operations(self) -> Iterator[tuple[str, list[Operation]]]:
        """Yield each path with its operations."""
        for path, item in _object(self.content.get("paths")).items():
            found = self.resolve(item)
            shared = found.get("parameters") or []
            names = [name for name in (*_METHODS, _ANY_METHOD) if name in found]
            yield str(path), [self._operation(name, self.resolve(found[name]), shared) for name in names]

    def check_warnings(self, *, is_failure: bool) -> None:
        """Raise an error if something was ignored and that is a failure.

        Raises:
            InvalidDocumentError: lists what was ignored.
        """
        if is_failure and self.warnings:
            raise InvalidDocumentError("Warnings found during import:\n\t" + "\n\t".join(self.warnings))

    def resolve(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        """Return the value that a reference within the document leads to, and any other value as it is.

        Raises:
            InvalidDocumentError: there is no such value.
        """
        while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
            value = self.content
            for part in reference.removeprefix("#/").split("/"):
                value = value.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(value, dict) else None
            if value is None:
                raise InvalidDocumentError(f"Unable to resolve the reference '{reference}'")
        return value

    def _components(self) -> Json:
        return _object(self.content.get("components"))

    def _operation(self, name: str, content: Json, shared: list[Any]) -> Operation:
        operation = Operation("ANY" if name == _ANY_METHOD else name.upper(), content)
        for parameter in map(self.resolve, [*shared, *(content.get("parameters") or [])]):
            location = parameter.get("in")
            if location in _LOCATIONS:
                key = f"method.request.{_LOCATIONS[location]}.{parameter['name']}"
                operation.request_parameters[key] = location == "path" or bool(parameter.get("required"))
            elif location == "body":
                operation.request_models = dict.fromkeys(self._types("consumes", content), parameter.get("schema"))
            else:
                self.warnings.append(f"Parameter '{parameter.get('name')}' in '{location}' is not supported. Ignoring.")
        if body := self.resolve(content.get("requestBody")):
            operation.request_models = _schemas_of(body)
        for code, response in _object(content.get("responses")).items():
            if str(code).isdigit():
                operation.responses[str(code)] = self._response(content, self.resolve(response))
        return operation

    def _response(self, operation: Json, response: Json) -> tuple[list[str], Json]:
        schemas = _schemas_of(response)
        if self.is_version_2 and "schema" in response:
            schemas = dict.fromkeys(self._types("produces", operation), response["schema"])
        return list(_object(response.get("headers"))), schemas

    def _types(self, kind: str, operation: Json) -> list[str]:
        return operation.get(kind) or self.content.get(kind) or [_DEFAULT_TYPE]


def parse(body: bytes) -> Document:
    """Return the document in JSON or YAML.

    Raises:
        InvalidDocumentError: it isn't one.
    """
    try:
        content = yaml.load(body, _Loader)  # noqa: S506 - derived from the safe one; JSON is YAML
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidDocumentError("Invalid OpenAPI input.") from error
    version = content.get("swagger") or content.get("openapi") if isinstance(content, dict) else None
    if not str(version).startswith(("2.0", "3.0")) or not isinstance(content.get("info"), dict):
        raise InvalidDocumentError("Invalid OpenAPI input.")
    return Document(content)


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


def _schemas_of(body: Json) -> Json:
    contents = _object(body.get("content")).items()
    return {
        type_: content["schema"] for type_, content in contents if isinstance(content, dict) and "schema" in content
    }


def _object(value: Any) -> Json:  # noqa: ANN401 - any JSON value
    return value if isinstance(value, dict) else {}
