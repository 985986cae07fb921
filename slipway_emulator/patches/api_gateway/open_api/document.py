"""An OpenAPI 2.0 or 3.0 document with API Gateway's extensions.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml  # type: ignore[import-untyped]  # PyYAML has no type hints
from ministack.core.responses import get_account_id, get_region

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_ANY_METHOD = "x-amazon-apigateway-any-method"
_BASE_PATHS = ("ignore", "prepend", "split")

Json = dict[str, Any]


class InvalidDocumentError(Exception):
    """The document can't be imported. The message is AWS's, if AWS has one."""


class _Loader(yaml.CSafeLoader):  # type: ignore[misc, unused-ignore]  # yaml is untyped
    """Reads YAML as JSON would have it: a date is text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Operation:
    """A method of a path, as it is in the document.

    Attributes:
        verb: e.g. ``GET`` or ``ANY``.
        content: the operation itself.
        shared: the parameters of all operations of the path.
    """

    verb: str
    content: Json
    shared: list[Any]


@dataclass
class Document:
    """A document, and what the import ignored.

    Attributes:
        content: the document.
        warnings: what is invalid, or not supported by API Gateway, and was ignored.
        info: what is valid and not supported by HTTP APIs, and was ignored.
    """

    content: Json
    warnings: list[str] = field(default_factory=list)
    info: list[str] = field(default_factory=list)

    @property
    def is_version_2(self) -> bool:
        """Whether this is Swagger 2.0."""
        return "swagger" in self.content

    @property
    def components(self) -> Json:
        """The components of OpenAPI 3.0."""
        return as_object(self.content.get("components"))

    @property
    def security_schemes(self) -> Json:
        """The security schemes by name."""
        is_old = self.is_version_2
        return as_object(self.content.get("securityDefinitions") if is_old else self.components.get("securitySchemes"))

    def base_path(self, mode: str | None) -> str:
        """Return the path to put before all paths, without a slash at its end; empty for none.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html

        Args:
            mode: ``ignore``, the default, ``prepend`` or ``split``, which leaves out the first part.

        Raises:
            InvalidDocumentError: the mode is another one.
        """
        if mode and mode not in _BASE_PATHS:
            raise InvalidDocumentError(f"Invalid basepath specified: {mode}. Valid values are {', '.join(_BASE_PATHS)}")
        parts = [part for part in self._declared_base_path().split("/") if part]
        used = {"prepend": parts, "split": parts[1:]}.get(mode or "ignore", [])
        return "".join(f"/{part}" for part in used)

    def security(self, operation: Json) -> list[Json]:
        """Return the security requirements of an operation, or else those of the document.

        Raises:
            InvalidDocumentError: they aren't a list of objects. The operation would be open.
        """
        found = operation.get("security", self.content.get("security"))
        if found is not None and not (isinstance(found, list) and all(isinstance(each, dict) for each in found)):
            raise InvalidDocumentError("Parse issue: attribute security is not of type array of objects")
        return found or []

    def extension(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - any JSON value
        """Return ``x-amazon-apigateway-<name>`` of the whole document."""
        return self.content.get(f"x-amazon-apigateway-{name}", default)

    def operations(self) -> Iterator[tuple[str, list[Operation]]]:
        """Yield each path, without the base path, and its operations."""
        for path, item in as_object(self.content.get("paths")).items():
            if str(path).startswith("x-"):
                continue
            if not str(path).startswith("/"):
                self.warnings.append(f"Parse issue: attribute paths. Resource {path} should start with /")
            found = as_object(self.resolve(item))
            shared = found.get("parameters") or []
            operations = [
                Operation("ANY" if name == _ANY_METHOD else name.upper(), as_object(self.resolve(found[name])), shared)
                for name in (*_METHODS, _ANY_METHOD)
                if name in found
            ]
            yield f"/{str(path).lstrip('/')}", operations

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
        seen: set[str] = set()
        while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
            value = self._target(reference) if reference not in seen else None
            if value is None:
                raise InvalidDocumentError(f"Unable to resolve the reference '{reference}'")
            seen.add(reference)
        return value

    def _target(self, reference: str) -> Any:  # noqa: ANN401 - any JSON value
        value: Any = self.content if reference.startswith("#/") else None
        for part in unquote(reference.removeprefix("#/")).split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(value, list):
                value = value[int(key)] if key.isdecimal() and int(key) < len(value) else None
            else:
                value = value.get(key) if isinstance(value, dict) else None
        return value

    def _declared_base_path(self) -> str:
        if self.is_version_2:
            return str(self.content.get("basePath") or "")
        servers = self.content.get("servers") or [{}]
        server = as_object(servers[0])
        default = as_object(as_object(server.get("variables")).get("basePath")).get("default")
        base_path = str(default or urlsplit(str(server.get("url", ""))).path)
        return "" if "{" in base_path else base_path


def parse(body: bytes, versions: tuple[str, ...] = ("2.0", "3.0")) -> Document:
    """Return the document in JSON or YAML, with the values of AWS variables.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/import-api-aws-variables.html

    Args:
        body: the document.
        versions: versions of OpenAPI.

    Raises:
        InvalidDocumentError: it isn't one of these versions.
    """
    variables = {"AccountId": get_account_id(), "Region": get_region(), "Partition": "aws"}
    for name, value in variables.items():
        body = body.replace(f"${{AWS::{name}}}".encode(), str(value).encode())
    try:
        content = yaml.load(body, _Loader)  # noqa: S506 - derived from the safe one; JSON is YAML
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidDocumentError("Invalid OpenAPI input.") from error
    version = content.get("swagger") or content.get("openapi") if isinstance(content, dict) else None
    if not str(version).startswith(versions) or not isinstance(content.get("info"), dict):
        raise InvalidDocumentError("Invalid OpenAPI input.")
    return Document(content)


@contextmanager
def invalid_if_malformed() -> Iterator[None]:
    """Raise InvalidDocumentError for a value of another type than OpenAPI has there."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise InvalidDocumentError(f"Invalid OpenAPI input. {type(error).__name__}: {error}") from error


def as_object(value: Any) -> Json:  # noqa: ANN401 - any JSON value
    """Return an object as it is, and an empty one for any other value."""
    return value if isinstance(value, dict) else {}
