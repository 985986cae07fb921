"""Tags that are changed by TagResource and UntagResource show in each read of the resource.

This is so for REST and HTTP APIs, their stages, API keys, usage plans and domain names:
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html

MiniStack keeps the tags of these operations apart from those that a resource was created with, and returns the latter,
so that a change of tags is in each of Terraform's plans.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from ministack.core.responses import get_region
from ministack.services import apigateway, apigateway_v1

_Operation = Callable[..., Any]


def apply() -> None:
    """Let both stores have the same dictionary before each operation on tags."""
    for module, names in (
        (apigateway_v1, ("_get_v1_tags", "_tag_v1_resource", "_untag_v1_resource")),
        (apigateway, ("_get_tags", "_tag_resource", "_untag_resource")),
    ):
        for name in names:
            setattr(module, name, _on_shared_tags(getattr(module, name)))


def _on_shared_tags(operation: _Operation) -> _Operation:
    @functools.wraps(operation)
    def operate(resource_arn: str, *args: object) -> object:
        prefix, _, path = resource_arn.partition("::/")
        if prefix == f"arn:aws:apigateway:{get_region()}" and (resource := _resource(path.split("/"))):
            store = apigateway._api_tags if path.startswith("apis/") else apigateway_v1._v1_tags
            store[resource_arn] = resource["tags"] = resource.get("tags") or {}
        return operation(resource_arn, *args)

    return operate


def _resource(path: list[str]) -> dict[str, Any] | None:
    resources: Mapping[str, Any]
    match path:
        case ["restapis", api_id, "stages", name]:
            resources = apigateway_v1._stages_v1.get(api_id) or {}
        case ["apis", api_id, "stages", name]:
            resources = apigateway._stages.get(api_id) or {}
        case [kind, name]:
            resources = {
                "apis": apigateway._apis,
                "restapis": apigateway_v1._rest_apis,
                "apikeys": apigateway_v1._api_keys,
                "usageplans": apigateway_v1._usage_plans,
                "domainnames": apigateway_v1._domain_names,
            }.get(kind, {})
        case _:
            return None
    return resources.get(name)
