"""A resource of a REST API moves with those below it, and is deleted with them.

A new parent exists, isn't below the resource, and has no other resource of the same name. The root can't be changed:
https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateResource.html
https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteResource.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json

MiniStack accepts any parent and any name, and keeps the resources below, with their former paths.
"""

import functools
from typing import Any

from ministack.services import apigateway_v1

_Json = dict[str, Any]


def apply() -> None:
    """Wrap the two operations."""
    update, delete = apigateway_v1._update_resource, apigateway_v1._delete_resource

    @functools.wraps(update)
    def update_resource(api_id: str, resource_id: str, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        resources = apigateway_v1._resources.get(api_id, {})
        for patch in data.get("patchOperations") or []:
            if resource_id in resources and (refusal := _refusal(resources, resource_id, patch)):
                return apigateway_v1._v1_error(*refusal)
        response = update(api_id, resource_id, data)
        for each in _below(resources, resource_id):
            resources[each]["path"] = apigateway_v1._compute_path(api_id, each)
        return response

    @functools.wraps(delete)
    def delete_resource(api_id: str, resource_id: str) -> Any:  # noqa: ANN401 - MiniStack's response
        resources = apigateway_v1._resources.get(api_id, {})
        for each in _below(resources, resource_id):
            del resources[each]
        return delete(api_id, resource_id)

    apigateway_v1._update_resource, apigateway_v1._delete_resource = update_resource, delete_resource


def _refusal(resources: _Json, resource_id: str, patch: _Json) -> tuple[str, str, int] | None:
    """Return code, message and status of the error of a patch operation; None if it is allowed."""
    name, value = patch["path"].removeprefix("/"), patch.get("value")
    resource = resources[resource_id]
    if not resource.get("parentId"):
        return "BadRequestException", f"Root resource cannot update its {name}.", 400
    if name == "parentId" and value not in resources:
        return "NotFoundException", "Invalid Resource identifier specified", 404
    if name == "parentId" and value in (resource_id, *_below(resources, resource_id)):
        return "BadRequestException", "Resources cannot be cyclical.", 400
    moved = {**resource, name: value}
    place = (moved["parentId"], moved["pathPart"])
    others = [each for id_, each in resources.items() if id_ != resource_id]
    if any((each.get("parentId"), each["pathPart"]) == place for each in others):
        message = f"Another resource with the same parent already has this name: {moved['pathPart']}"
        return "ConflictException", message, 409
    return None


def _below(resources: _Json, resource_id: str) -> list[str]:
    """Return the ids of the resources below one, on all levels."""
    children = [id_ for id_, each in resources.items() if each.get("parentId") == resource_id]
    return [*children, *(below for child in children for below in _below(resources, child))]
