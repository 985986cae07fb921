"""What API Gateway checks of the patch operations of a REST API's definitions.

https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError

_Values = Mapping[str, Any]
_MAX_COMPRESSION = 10_485_760  # bytes
_TYPES = ("REGIONAL", "EDGE", "PRIVATE")
_IP_TYPES = ("ipv4", "dualstack")
_TYPE_OPERATIONS = ("add", "remove", "replace")


def values_of(values: _Values, path: str) -> Iterator[str]:
    """Yield the values that the patch operations give to a path."""
    for patch in values.get("patchOperations") or []:
        if patch.get("path") == path:
            yield patch.get("value") or ""


def check_compression(size: int | str | None) -> None:
    """Check the size of a response from which on it is compressed, in bytes.

    Raises:
        ServiceError: AWS refuses it.
    """
    if size in (None, ""):
        return
    if not str(size).isdecimal() or int(str(size)) > _MAX_COMPRESSION:
        raise _invalid(f"Invalid minimum compression size, must be between 0 and {_MAX_COMPRESSION}")


def _replacing(*paths: str, is_only: bool = True) -> Callable[[_Values], None]:
    """Return a check of patch operations that may replace some members.

    Args:
        paths: paths of the members.
        is_only: whether there is no other operation than ``replace``.
    """

    def check(values: _Values) -> None:
        for patch in values.get("patchOperations") or []:
            op, path = patch.get("op"), patch.get("path")
            if op == "replace" and path not in paths:
                allowed = ", ".join(paths)
                raise _invalid(f"Invalid patch path  '{path}' specified for op 'replace'. Must be one of: [{allowed}]")
            if is_only and op != "replace":
                raise _invalid(
                    f"Invalid patch path  '{path}' specified for op '{op}'. Please choose supported operations"
                )

    return check


check_model = _replacing("/description", "/schema")
_check_validator_paths = _replacing("/name", "/validateRequestParameters", "/validateRequestBody")


def _check_validator(values: _Values) -> None:
    _check_validator_paths(values)
    if "" in values_of(values, "/name"):
        raise _invalid("Request Validator name cannot be blank")


def _check_rest_api(values: _Values) -> None:
    for patch in values.get("patchOperations") or []:
        op, path, value = patch.get("op"), patch.get("path") or "", patch.get("value")
        if path == "/binaryMediaTypes":
            raise _invalid(f"Invalid patch path {path}")
        if path in ("/minimumCompressionSize", "/endpointConfiguration/ipAddressType") and op != "replace":
            raise _invalid("Invalid patch operation specified. Must be one of: [replace]")
        if path == "/minimumCompressionSize":
            check_compression(value)
        if path == "/endpointConfiguration/ipAddressType" and value not in _IP_TYPES:
            raise _invalid("ipAddressType must be either ipv4 or dualstack.")
        if path.startswith("/endpointConfiguration/types"):
            if op not in _TYPE_OPERATIONS:
                options = "|".join(f"'{each}'" for each in _TYPE_OPERATIONS)
                raise _invalid(f"Invalid patch operation specified. Must be {options}")
            if op != "remove" and value not in _TYPES:
                raise _invalid(f"Invalid EndpointTypes specified. Valid options are {','.join(_TYPES)}")


def _invalid(message: str) -> ServiceError:
    return ServiceError("BadRequestException", message)


RULES: dict[tuple[str, str], Callable[[_Values], None]] = {
    ("apigateway", "UpdateApiKey"): _replacing("/description", "/enabled", "/name", "/customerId", is_only=False),
    ("apigateway", "UpdateDocumentationPart"): _replacing("/properties"),
    ("apigateway", "UpdateRequestValidator"): _check_validator,
    ("apigateway", "UpdateResource"): _replacing("/parentId", "/pathPart"),
    ("apigateway", "UpdateRestApi"): _check_rest_api,
}
