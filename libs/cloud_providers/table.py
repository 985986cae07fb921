"""The tables of cloud providers, one for each stage of the API.

A version of a function has one configuration, and each stage invokes it by another alias. So the table follows from
the stage of the request.
"""

import json
from typing import Any

from json_schema import validator
from rest_api.request import Request
from runtime.aws import setting
from runtime.clients import client

PROVIDER_SCHEMA = validator.load_beside(__file__, "provider.schema.json")

_TABLES: dict[str, str] = json.loads(setting("CLOUD_PROVIDERS_TABLES"))

dynamodb = client("dynamodb")


def table_of(request: Request, context: Any) -> str:  # noqa: ANN401 - Lambda's context object
    """Return the name of the table of a request's stage.

    Args:
        request: a request.
        context: Lambda's context object. The alias in its ARN has the name of the stage; a version's number is allowed.

    Raises:
        RuntimeError: the stage has no table, or the function was invoked by the alias of another stage.
    """
    alias = "".join(context.invoked_function_arn.split(":")[7:8])
    if alias not in {request.stage, "", "$LATEST"} and not alias.isdigit():
        raise RuntimeError(f"the stage {request.stage!r} has invoked the alias {alias!r}")
    if request.stage not in _TABLES:
        raise RuntimeError(f"the stage {request.stage!r} has no table in CLOUD_PROVIDERS_TABLES")
    return _TABLES[request.stage]


def to_item(provider: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return the item of a valid provider."""
    return {name: {"S": value} for name, value in provider.items()}


def from_item(item: dict[str, Any]) -> dict[str, str]:
    """Return the provider of an item. Attributes that are missing or have another type become empty."""
    return {name: item.get(name, {}).get("S", "") for name in PROVIDER_SCHEMA["properties"]}
